"""What a signer fills in, checked without a look into the database."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from server.forms.addresses import clean_address
from server.forms.text import TextProblemError, clean_line, first_letter, initials
from server.languages import N_

LONGEST = 80
NO_ADDRESS = N_("This is not an e-mail address we can write to. It should look like name@example.org.")
NO_NAME = N_("To show you in the list, we need your name. Or choose not to be shown.")
NO_CHOICE = N_("Please choose whether you want to be shown.")
MINOR = N_("If you are under 18, please choose initials, or not to be shown.")


class Display(StrEnum):
    """How a signer is shown; ``none`` unless she chooses."""

    NONE = "none"
    INITIALS = "initials"
    FULL = "full"


@dataclass(frozen=True)
class Showing:
    """What the public list shows of a signer; all empty if she is not shown."""

    name: str | None = None
    initial: str | None = None
    place: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class Entry:
    """A sent form that is in order."""

    address: str
    showing: Showing
    news: bool

    def data(self) -> dict[str, Any]:
        """As plain data for the queue."""
        return asdict(self)


def read_showing(fields: dict[str, str]) -> tuple[Showing, dict[str, str]]:
    """What is to be shown, with the problems by field. What is not shown is not taken at all."""
    try:
        display = Display(fields.get("display") or Display.NONE)
    except ValueError:
        return Showing(), {"display": NO_CHOICE}
    if display is Display.NONE:
        return Showing(), {}
    if display is Display.FULL and fields.get("minor") == "yes":  # asked for this alone, and not kept
        return Showing(), {"display": MINOR}
    cleaned, problems = {}, {}
    for field in ("name", "place", "role"):
        try:
            cleaned[field] = clean_line(fields.get(field, ""), LONGEST)
        except TextProblemError as problem:
            problems[field] = str(problem)
    if not problems and not cleaned["name"]:
        problems["name"] = NO_NAME
    if problems:
        return Showing(), problems
    name = cleaned["name"] if display is Display.FULL else initials(cleaned["name"])
    return Showing(name, first_letter(name), cleaned["place"] or None, cleaned["role"] or None), {}


def read_entry(fields: dict[str, str]) -> tuple[Entry | None, dict[str, str]]:
    """The whole form; ``None`` and the problems by field if something has to be mended."""
    showing, problems = read_showing(fields)
    address = clean_address(fields.get("email", ""))
    if address is None:
        problems["email"] = NO_ADDRESS
    if problems or address is None:
        return None, problems
    return Entry(address, showing, news=fields.get("news") == "yes"), {}
