"""A kit's settings as a form sends them: flat fields, read into the same settings as a file, with the same checks."""

import re
from collections.abc import Container, Mapping
from typing import Any

from server.catalogue.yaml_form import Problem
from server.deployment.kit.answers import SYSTEMS, KitSettings
from server.deployment.settings_file import SettingsError, settings_of
from server.languages import N_

# Far above what any settings need; what is longer is cut when the form is shown again.
LONGEST_FIELD = 40_000
LABELS = {
    "name": N_("The library’s name"),
    "home": N_("Its home page"),
    "ask": N_("Where patrons ask the staff"),
    "privacy": N_("The library’s own privacy page"),
    "language": N_("Language"),
    "members": N_("Members of a consortium"),
    "systems": N_("What runs on the computers?"),
    "pages": N_("Pages with links to resources"),
    "proxies": N_("Hosts of the log-in from outside"),
    "login_templates": N_("Log-in links"),
    "advice": N_("Your library’s advice"),
    "page": N_("The whole form"),
}
_WORDS = ("name", "home", "ask", "privacy")
_LISTS = ("pages", "proxies", "login_templates")
_CHOICES = ("language", "loudness", "campaign_links", "remember")
# What is said anyway, and need not be in the policy.
_USUAL = {"loudness": "badge", "campaign_links": "record-only", "remember": "session"}
# What a patron may choose for herself on the library's computer.
_PATRONS_OWN = {"language", "loudness"}
_THREE_WAYS = {"yes": True, "no": False}
_MEMBER = ("name", "home", "ask")
# Texts of the checks, so that they are translated; a test holds that none is missing.
_SAID = (
    N_("is missing"),
    N_("is empty"),
    N_("is not an address"),
    N_("is not an https address"),
    N_("holds a user name"),
    N_("must hold $@ once"),
    N_("is not a log-in address"),
    N_("is an IP address"),
    N_("is not a host name in A-label form"),
    N_("is a public suffix: everybody's sites stand under it"),
    N_("has the wrong form"),
    N_("has white space at an end, double spaces, or line breaks; write one plain line"),
    N_("looks like markup; write plain text"),
    N_("holds invisible characters; type the text anew"),
    N_("is not in Unicode form NFC; type the accented letters as single characters"),
    N_("is longer than 120 characters"),
    N_("is longer than 253 characters"),
    N_("is longer than 300 characters"),
    N_("is longer than 500 characters"),
    N_("is longer than 64 KB"),
    N_("has more than 20 entries"),
    N_("has more than 50 entries"),
    N_("has more than 200 entries"),
    N_("needs 1 or more entries"),
    N_("Please look at this answer again."),
    N_("Fill it in."),
    N_("Leave some out."),
    N_("Shorten it."),
    N_("Shorten the advice and the notes."),
    N_("Copy it from the browser’s address bar."),
    N_("Write it anew as plain text."),
    N_("Name one host of the library’s own, such as ezproxy.library.example.org."),
    N_("Write the whole address, such as https://www.library.example.org/."),
    N_("Write the address without it."),
    N_("Put $@ where the target’s address stands: …/login?url=$@"),
    N_("Put $@ behind the host: https://login.library.example.org/login?url=$@"),
)
_MENDS = {
    "is missing": N_("Fill it in."),
    "is empty": N_("Fill it in."),
    "has the wrong form": N_("Copy it from the browser’s address bar."),
    "needs 1 or more entries": N_("Please look at this answer again."),
}
_ENTRY = re.compile(r"\[(\d+)\]")


class FormError(Exception):
    """What is wrong with a form: field -> what to say of it, each as (line or ``None``, what is wrong, mend)."""

    def __init__(self, problems: dict[str, list[tuple[int | None, str, str]]]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


def read_form(fields: Mapping[str, str], rules: Container[str]) -> KitSettings:
    """The settings in a form.

    Args:
        fields: name of the input -> what was typed.
        rules: the ids of the published list.

    Raises:
        FormError: something is wrong; all of it is said.

    """
    try:
        return settings_of(_data(fields), rules, KitSettings)
    except SettingsError as error:
        problems: dict[str, list[tuple[int | None, str, str]]] = {}
        for problem in error.problems:
            place, line = _field(problem, fields)
            problems.setdefault(place, []).append((line, problem.message, _mend(problem)))
        raise FormError(problems) from None


def label_of(field: str) -> str:
    """What stands above an input, in English."""
    if field.startswith("advice-"):
        return LABELS["advice"]
    return LABELS.get(field, LABELS["page"])


def _data(fields: Mapping[str, str]) -> dict[str, Any]:
    """The fields as the tree that a file would hold; what is empty is left out."""
    data: dict[str, Any] = {
        name: fields[name] for name in _CHOICES if fields.get(name, "") not in {"", _USUAL.get(name)}
    }
    data["library"] = {name: fields[name].strip() for name in _WORDS if fields.get(name, "").strip()}
    data |= {name: _lines(fields[name]) for name in _LISTS if _lines(fields.get(name, ""))}
    members = [_member(line) for line in _lines(fields.get("members", ""))]
    advice = {
        name.removeprefix("advice-"): {"text": text.strip()}
        for name, text in fields.items()
        if name.startswith("advice-") and text.strip()
    }
    hidden = sorted(name.removeprefix("hide-") for name in fields if name.startswith("hide-"))
    data |= {name: value for name, value in (("advice", advice), ("hidden", hidden)) if value}
    data["locked"] = sorted(set(data) - _PATRONS_OWN)
    return {**data, **({"members": members} if members else {}), "computers": _computers(fields)}


def _computers(fields: Mapping[str, str]) -> dict[str, Any]:
    computers: dict[str, Any] = {"systems": [name for name in SYSTEMS if f"systems-{name}" in fields]}
    computers |= {name: _THREE_WAYS.get(fields.get(name, "")) for name in ("joined", "wiped")}
    return computers | ({"firefox": fields["firefox"]} if fields.get("firefox") else {})


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _member(line: str) -> dict[str, str]:
    """``Name; home page; address to ask`` as the words of one library."""
    parts = [part.strip() for part in line.split(";", len(_MEMBER) - 1)]
    return {name: part for name, part in zip(_MEMBER, parts, strict=False) if part}


def _field(problem: Problem, fields: Mapping[str, str]) -> tuple[str, int | None]:
    """The input that a problem belongs to, and the line in it."""
    first, *rest = _ENTRY.sub("", problem.where).split(".")
    number = _ENTRY.search(problem.where)
    if first == "library":
        return (rest[0] if rest else "name"), None
    if first == "computers":
        return (rest[0] if rest else "systems"), None
    if first in {"advice", "hidden"}:
        return (f"advice-{rest[0]}" if rest and f"advice-{rest[0]}" in fields else "page"), None
    if first in {*_LISTS, "members"}:
        return first, _line_in(fields[first], int(number[1])) if number else None
    return (first if first in _CHOICES else "page"), None


def _line_in(text: str, entry: int) -> int:
    """The line, from 1, of an entry among those that are not empty."""
    return [number for number, line in enumerate(text.splitlines(), 1) if line.strip()][entry]


def _mend(problem: Problem) -> str:
    known = _MENDS.get(problem.message)
    if known:
        return known
    return N_("Please look at this answer again.") if "settings.md" in problem.mend else problem.mend
