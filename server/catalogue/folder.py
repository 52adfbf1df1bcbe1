"""The folder ``rules/``: its files as entries with their places, and back, byte for byte."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from server.catalogue.model import MODELS, Catalogue, Kind, catalogue_of, entry_id
from server.catalogue.yaml_form import Location, Problem, YamlFile, to_yaml
from server.errors import OptOutError
from server.rules.fields import Model

UNKNOWN_FIELD = "is not a field of this record"
LICENCE = "Licence: CC BY 4.0, see rules/LICENSE. Form: rules/README.md."

# Files that hold many entries: name, and the list's key for each kind.
_LISTS: dict[str, dict[str, Kind]] = {
    "data-terms.yaml": {"terms": Kind.TERM, "steps": Kind.STEP},
    "libraries.yaml": {"listed_2019": Kind.LISTED, "taking_part": Kind.PARTICIPANT},
    "proxies.yaml": {"proxies": Kind.PROXY, "rewrites": Kind.REWRITE},
}
# Folders in which each file is one entry.
_FOLDERS: dict[str, Kind] = {"vendors": Kind.RULE, "campaigns": Kind.CAMPAIGN}


@dataclass
class FolderReading:
    """What was read: entries, the problems found on the way, and where each entry stands."""

    entries: list[tuple[Kind, Model]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _places: dict[tuple[Kind, str], tuple[YamlFile, Location]] = field(default_factory=dict)

    @property
    def catalogue(self) -> Catalogue:
        """The entries as a catalogue."""
        return catalogue_of(self.entries)

    def at(self, kind: Kind, name: str, location: Location, message: str, mend: str) -> Problem:
        """A problem of the entry ``name`` of ``kind``, at the file and line where it stands."""
        file, base = self._places[kind, name]
        return file.at((*base, *location), message, mend)

    def add(self, kind: Kind, data: object, file: YamlFile, base: Location) -> None:
        """Take one entry in, or note what is wrong with it."""
        try:
            entry = MODELS[kind].model_validate(data)
        except ValidationError as error:
            self.problems += [file.at((*base, *loc), text, mend) for loc, text, mend in explained(error)]
            return
        key = (kind, entry_id(entry))
        if key in self._places:
            self.problems.append(file.at((*base, "id"), f"the id {key[1]!r} is taken", "Choose another id."))
            return
        self._places[key] = (file, base)
        self.entries.append((kind, entry))


def read_folder(folder: Path) -> FolderReading:
    """Read ``rules/``.

    Raises:
        OptOutError: the folder is not there.

    """
    if not folder.is_dir():
        raise OptOutError(f"There is no folder {folder}.", "Name the folder that holds data-terms.yaml and vendors/.")
    reading = FolderReading()
    for name, lists in _LISTS.items():
        _read_lists(reading, folder / name, lists)
    for name, kind in _FOLDERS.items():
        for path in sorted((folder / name).glob("*.yaml")):
            _read_one(reading, path, kind, f"{folder.name}/{name}/{path.name}")
    return reading


def files_of(catalogue: Catalogue) -> dict[str, str]:
    """The catalogue as files: path below the folder -> text."""
    files: dict[str, str] = {}
    by_kind: dict[Kind, list[Model]] = {kind: [] for kind in Kind}
    for kind, entry in catalogue.entries():
        by_kind[kind].append(entry)
    for name, lists in _LISTS.items():
        document = {key: [entry.document() for entry in by_kind[kind]] for key, kind in lists.items()}
        files[name] = to_yaml(document, LICENCE)
    for name, kind in _FOLDERS.items():
        for entry in by_kind[kind]:
            files[f"{name}/{entry_id(entry)}.yaml"] = to_yaml(entry.document(), LICENCE)
    return files


def write_folder(catalogue: Catalogue, folder: Path) -> list[str]:
    """Write the catalogue to ``folder``; files of entries that are gone are removed. Returns the changed paths."""
    wanted = files_of(catalogue)
    present = {str(path.relative_to(folder)) for path in _our_files(folder)}
    changed = sorted(present - set(wanted))
    for name in changed:
        (folder / name).unlink()
    for name, text in wanted.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            changed.append(name)
    return changed


# What the checker says in its own language, in ours.
_PLAINLY = {
    "date_from_datetime_parsing": "is not a day; write 2026-11-29",
    "date_parsing": "is not a day; write 2026-11-29",
    "date_type": "is not a day; write 2026-11-29",
    "enum": "is none of the choices",
    "literal_error": "is none of the choices",
    "int_parsing": "is not a whole number",
    "string_too_short": "is too short",
}


def explained(error: ValidationError) -> Iterable[tuple[Location, str, str]]:
    """A validation error as (location, message, mend), without echoing the rejected value."""
    for item in error.errors(include_input=False, include_url=False, include_context=False):
        location = tuple(part for part in item["loc"])
        kind = item["type"]
        if kind == "missing":
            yield location[:-1], f"the field {location[-1]!r} is missing", "Add it; rules/README.md shows each field."
        elif kind == "extra_forbidden":
            yield location, UNKNOWN_FIELD, "Look for a slip of the pen; rules/README.md has them all."
        elif kind == "too_short":
            yield location, "needs at least 1 item", "Add one; without evidence or data there is no rule."
        elif kind in _PLAINLY:
            yield location, _PLAINLY[kind], "rules/README.md says what each field holds."
        else:
            mend = "rules/README.md says what each field holds."
            yield location, item["msg"].removeprefix("Value error, "), mend


def _our_files(folder: Path) -> Iterable[Path]:
    yield from (folder / name for name in _LISTS if (folder / name).exists())
    for name in _FOLDERS:
        yield from (folder / name).glob("*.yaml")


def _read_lists(reading: FolderReading, path: Path, lists: dict[str, Kind]) -> None:
    shown = f"{path.parent.name}/{path.name}"
    if not path.exists():
        reading.problems.append(Problem(shown, 1, "", "is missing", "Add the file; its lists may be empty."))
        return
    file = _parsed(reading, path, shown)
    if file is None:
        return
    for unknown in set(file.tree) - set(lists):
        reading.problems.append(file.at((unknown,), "is not a list of this file", f"Known: {', '.join(lists)}."))
    for key, kind in lists.items():
        for index, data in enumerate(file.tree.get(key) or ()):
            reading.add(kind, data, file, (key, index))


def _read_one(reading: FolderReading, path: Path, kind: Kind, shown: str) -> None:
    file = _parsed(reading, path, shown)
    if file is None:
        return
    if file.tree.get("id") != path.stem:
        reading.problems.append(file.at(("id",), f"must be the file's name, {path.stem!r}", "Rename one of them."))
        return
    reading.add(kind, file.tree, file, ())


def _parsed(reading: FolderReading, path: Path, shown: str) -> YamlFile | None:
    file = YamlFile(path, shown)
    if file.problem:
        reading.problems.append(file.problem)
        return None
    if not isinstance(file.tree, dict):
        reading.problems.append(Problem(shown, 1, "", "must be a mapping of fields", "See rules/README.md."))
        return None
    return file
