"""What a library fills in, checked without a look into the database."""

from collections.abc import Container
from dataclasses import asdict, dataclass
from typing import Any

from babel import Locale

from server.forms.addresses import clean_address
from server.forms.text import TextProblemError, clean_line
from server.joining.sites import Site, SiteProblemError, fits, read_site
from server.languages import N_
from server.libraries.model import LibraryType

PRINCIPLE = "principle"
NO_LIBRARY = N_("Please write the library’s name.")
NO_ROLE = N_("Please write what you do at the library.")
NO_TYPE = N_("Please choose what kind of library it is.")
NO_COUNTRY = N_("Please choose the country.")
NO_LEVEL = N_("Please choose what the library supports.")
NO_WORD = N_("Only somebody who may speak for the library can let it take part. Please tick this if you may.")
NO_ADDRESS = N_("This is not an e-mail address we can write to. It should look like name@library.example.org.")
# The two-letter codes that stand for countries, and not for the world or for a union.
_NOT_COUNTRIES = {"CQ", "EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
COUNTRIES = frozenset(
    code
    for code in map(str, Locale("en").territories)
    if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
)


@dataclass(frozen=True)
class Application:
    """A sent form that is in order. ``signs``: the campaign, empty for the principle alone."""

    name: str
    type: str
    country: str
    place: str
    site: str
    domain: str
    address: str
    address_fits: bool
    role: str
    signs: str

    def data(self) -> dict[str, Any]:
        """As plain data for the queue."""
        return asdict(self)


def read_application(fields: dict[str, str], campaigns: Container[str]) -> tuple[Application | None, dict[str, str]]:
    """The whole form; ``None`` and the problems by field if something has to be mended.

    Args:
        fields: as sent.
        campaigns: ids of those whose statement a library can sign.

    """
    texts, problems = _texts(fields)
    problems |= _choices(fields, campaigns)
    site, wrong = _site(fields)
    address = clean_address(fields.get("email", ""))
    if wrong:
        problems["site"] = wrong
    if address is None:
        problems["email"] = NO_ADDRESS
    if problems or site is None or address is None:
        return None, problems
    level = fields["level"]
    return (
        Application(
            name=texts["library"],
            type=fields["type"],
            country=fields["country"],
            place=texts["place"],
            site=site.url,
            domain=site.domain,
            address=address,
            address_fits=fits(address, site),
            role=texts["role"],
            signs="" if level == PRINCIPLE else level,
        ),
        {},
    )


def _texts(fields: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    texts, problems = {}, {}
    for name, longest, missing in (("library", 100, NO_LIBRARY), ("place", 80, ""), ("role", 80, NO_ROLE)):
        try:
            texts[name] = clean_line(fields.get(name, ""), longest)
        except TextProblemError as problem:
            problems[name] = str(problem)
        else:
            if missing and not texts[name]:
                problems[name] = missing
    return texts, problems


def _choices(fields: dict[str, str], campaigns: Container[str]) -> dict[str, str]:
    level = fields.get("level", "")
    wanted = {
        "type": (fields.get("type") in set(LibraryType), NO_TYPE),
        "country": (fields.get("country") in COUNTRIES, NO_COUNTRY),
        "level": (level == PRINCIPLE or level in campaigns, NO_LEVEL),
        "speaks": (fields.get("speaks") == "yes", NO_WORD),
    }
    return {name: problem for name, (right, problem) in wanted.items() if not right}


def _site(fields: dict[str, str]) -> tuple[Site | None, str]:
    try:
        return read_site(fields.get("site", "")), ""
    except SiteProblemError as problem:
        return None, str(problem)
