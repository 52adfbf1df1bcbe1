"""A letter: one structure, from which the plain text and the HTML are made alike.

No picture, no tracking, no word that came from a form: what a stranger types must never travel under our name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader

Say = Callable[[str], str]
_PAGES = Environment(loader=PackageLoader("server.mail"), autoescape=True, trim_blocks=True, lstrip_blocks=True)


@dataclass(frozen=True)
class Letter:
    """What is said. ``action``: the words on the button, and where it leads. ``unsubscribe``: for news alone."""

    subject: str
    paragraphs: tuple[str, ...]
    action: tuple[str, str] | None = None
    afterwards: tuple[str, ...] = ()
    unsubscribe: str = ""


@dataclass(frozen=True)
class Sender:
    """Who writes: the address, the name, and the site that the letter's last line names."""

    address: str
    name: str
    site: str


def message_of(letter: Letter, sender: Sender, recipient: str, language: str, now: datetime) -> EmailMessage:
    """The letter as a mail, plain text first, HTML beside it.

    Raises:
        ValueError: an address or the subject holds a line break.

    """
    message = EmailMessage()
    message["From"] = f'"{sender.name}" <{sender.address}>'
    message["To"] = recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now.replace(tzinfo=UTC))
    message["Message-ID"] = make_msgid(domain=urlsplit(sender.site).hostname or "localhost")
    message["Auto-Submitted"] = "auto-generated"  # out-of-office robots do not answer
    message["Content-Language"] = language
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(plain_text(letter, sender), cte="quoted-printable")
    page = _PAGES.get_template("letter.html").render(letter=letter, sender=sender, language=language)
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    return message


def plain_text(letter: Letter, sender: Sender) -> str:
    """The letter as plain text."""
    parts = list(letter.paragraphs)
    if letter.action:
        parts.append(f"{letter.action[0]}:\n{letter.action[1]}")
    parts += letter.afterwards
    parts.append(f"-- \n{sender.name}\n{sender.site}")
    return "\n\n".join(parts) + "\n"
