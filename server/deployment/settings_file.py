"""Reading a library's settings: from a YAML file or a form, with the place and the mend of whatever is wrong."""

from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from server.catalogue.yaml_form import Location, Problem, YamlFile, dotted
from server.deployment.settings import LONGEST_TEXT, LibrarySettings
from server.errors import OptOutError

S = TypeVar("S", bound=LibrarySettings)
# Above any settings that pass, and far below what would keep the parser busy.
_LARGEST_FILE = 4 * 1024 * 1024
_FIELDS = "docs/for-libraries/settings.md shows every field."
# pydantic's kinds of errors in our words: what is wrong, and the mend.
_KNOWN = {
    "settings": ("{problem}", "{mend}"),
    "missing": ("is missing", f"Add it; {_FIELDS}"),
    "extra_forbidden": ("is not a field of these settings", f"Look for a slip of the pen; {_FIELDS}"),
    "string_too_long": ("is longer than {max_length} characters", "Shorten it."),
    "string_too_short": ("is empty", "Fill it in, or leave the field out."),
    "too_short": ("needs {min_length} or more entries", "Name one, or leave the field out."),
    "too_long": ("has more than {max_length} entries", "Leave some out."),
    "string_pattern_mismatch": ("has the wrong form", _FIELDS),
    "literal_error": ("must be {expected}", "Write one of these."),
}


class SettingsError(OptOutError):
    """Settings that cannot be used; ``problems`` are all that is wrong, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)), f"{len(problems)} to mend. Nothing was written.")
        self.problems = problems


def read_settings(path: Path, rules: Container[str], form: type[S] = LibrarySettings) -> S:  # type: ignore[assignment]
    """The settings in ``path``.

    Args:
        path: a YAML file.
        rules: the ids of the published list.
        form: what the file may hold.

    Raises:
        SettingsError: something in it is wrong; all of it is said.
        OptOutError: there is no such file.

    """
    if not path.is_file():
        raise OptOutError(f"There is no file {path}.", "Write one: docs/for-libraries/settings.md has an example.")
    if path.stat().st_size > _LARGEST_FILE:
        raise SettingsError([Problem(path.name, 1, "", "is larger than 4 MB", "Is it the right file?")])
    file = YamlFile(path, path.name)
    if file.problem:
        raise SettingsError([file.problem])
    return settings_of(file.tree, rules, form, file)


def settings_of(
    data: object,
    rules: Container[str],
    form: type[S] = LibrarySettings,  # type: ignore[assignment]
    file: YamlFile | None = None,
) -> S:
    """The settings in plain ``data``.

    Raises:
        SettingsError: something is wrong; all of it is said.

    """
    try:
        settings = form.model_validate(data)
    except ValidationError as error:
        raise SettingsError([_placed(file, *found) for found in explained(error)]) from None
    problems = [
        _placed(file, place, f"there is no rule {rule!r}", "Look its id up: it ends the address of its page.")
        for place, rule in settings.rules()
        if rule not in rules
    ]
    if len(settings.text().encode()) > LONGEST_TEXT:
        problems.append(_placed(file, (), "is longer than 64 KB", "Shorten the advice and the notes."))
    if problems:
        raise SettingsError(problems)
    return settings


def explained(error: ValidationError) -> Iterator[tuple[Location, str, str]]:
    """A validation error as (place, what is wrong, mend), without the rejected value."""
    for item in error.errors(include_input=False, include_url=False):
        place, context = tuple(item["loc"]), item.get("ctx", {})
        if place and place[-1] == "[key]":
            yield place[:-1], "is not the id of a rule", "Look its id up: it ends the address of its page."
        else:
            yield place, *_words(item["type"], item["msg"], context)


def _words(kind: str, message: str, context: dict[str, Any]) -> tuple[str, str]:
    known = _KNOWN.get(kind)
    if known:
        return known[0].format(**context), known[1].format(**context)
    if kind == "value_error":
        return message.removeprefix("Value error, "), "Write it anew as plain text."
    return message[:1].lower() + message[1:], _FIELDS


def _placed(file: YamlFile | None, place: Location, message: str, mend: str) -> Problem:
    return file.at(place, message, mend) if file else Problem("", 0, dotted(place), message, mend)
