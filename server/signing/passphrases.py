"""Where the passphrase of a key comes from: a file, the environment, or the person at the keyboard."""

import os
from pathlib import Path

import click

from server.errors import OptOutError

VARIABLE = "OPTOUT_PASSPHRASE"
passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=f"File whose first line is the passphrase. Left out: {VARIABLE} in the environment, else it is asked for.",
)


def passphrase_for(name: str, file: Path | None, *, new: bool = False) -> bytes:
    """The passphrase of the key ``name``; a new one is asked for twice.

    Raises:
        OptOutError: it is empty.

    """
    if file:
        given = file.read_text(encoding="utf-8").split("\n", 1)[0]
    elif VARIABLE in os.environ:
        given = os.environ[VARIABLE]
    else:
        given = click.prompt(f"Passphrase of {name}", hide_input=True, confirmation_prompt=new, err=True)
    if not given:
        raise OptOutError(f"The passphrase of {name} is empty.", "Give the one with which the key was made.")
    return given.encode()
