"""What an account may be called."""

import re

from server.errors import OptOutError

_USERNAME = re.compile(r"[a-z][a-z0-9.-]{1,38}[a-z0-9]")


def read_username(text: str) -> str:
    """The name to sign in with, in its one form.

    Raises:
        OptOutError: it is not 3 to 40 of the characters that are allowed.

    """
    username = text.strip().lower()
    if not _USERNAME.fullmatch(username):
        raise OptOutError(
            "That cannot be a user name.", "Use 3 to 40 letters, digits, dots and hyphens, a letter first: a.editor"
        )
    return username


def read_name(text: str) -> str:
    """The name that others see, on one line.

    Raises:
        OptOutError: it is empty, longer than 100 characters, or holds what cannot be printed.

    """
    name = " ".join(text.split())
    if not 1 <= len(name) <= 100 or not name.isprintable():
        raise OptOutError("That cannot be a name.", "Use 1 to 100 letters that can be printed: A. Editor")
    return name
