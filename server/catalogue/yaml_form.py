"""YAML in and out: reading keeps the place of every value, writing gives the same bytes for the same data."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

Location = tuple[str | int, ...]
_WIDTH, _FLOW_WIDTH = 100, 90


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in a file: where, what, and how to mend it."""

    file: str
    line: int
    where: str
    message: str
    mend: str = ""

    def __str__(self) -> str:
        """As a compiler would print it."""
        place = f"{self.file}:{self.line}"
        subject = f" {self.where}" if self.where else ""
        mend = f"\n    mend: {self.mend}" if self.mend else ""
        return f"{place}:{subject} {self.message}{mend}"


class YamlFile:
    """A parsed file that can tell the line of each of its values."""

    def __init__(self, path: Path, shown: str) -> None:
        self.shown = shown
        self.tree: Any = None
        self.problem: Problem | None = None
        try:
            self.tree = from_yaml(path.read_text(encoding="utf-8"))
        except (YAMLError, UnicodeDecodeError, ValueError) as error:
            self.problem = _parse_problem(shown, error)

    def line(self, location: Location) -> int:
        """The line, from 1, of the value at ``location``, or of its nearest parent."""
        node, line = self.tree, 1
        for part in location:
            if isinstance(node, CommentedMap) and part in node:
                line = node.lc.key(part)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
                line = node.lc.item(part)[0] + 1
            else:
                break
            node = node[part]
        return line

    def at(self, location: Location, message: str, mend: str = "") -> Problem:
        """A problem at ``location``."""
        return Problem(self.shown, self.line(location), dotted(location), message, mend)


def dotted(location: Location) -> str:
    """``("disclosures", 0, "data")`` as ``disclosures[0].data``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def from_yaml(text: str) -> Any:  # noqa: ANN401 - whatever the author wrote
    """The data in ``text``, with the place of each value; dates stay text.

    Raises:
        YAMLError: it is no YAML.

    """
    return _yaml().load(text)


def to_yaml(document: object, comment: str) -> str:
    """``document`` as YAML under a comment line. The same data always gives the same text.

    The emitter has its blind spots (a fold inside an escape, a "?" that it leaves unquoted): what it wrote is read
    back, and if that is not the same data, every text is quoted and none is folded.
    """
    text = _emitted(_prepared(document, _plainly), _WIDTH)
    if not _reads_back(text, document):
        text = _emitted(_prepared(document, _quoted), sys.maxsize)
    return f"# {comment}\n{text}"


def _reads_back(text: str, document: object) -> bool:
    try:
        return bool(from_yaml(text) == document)
    except YAMLError:
        return False


def _emitted(prepared: object, width: int) -> str:
    out = StringIO()
    yaml = _yaml()
    yaml.width = width
    yaml.dump(prepared, out)
    # The emitter leaves a blank where it folds a line; a blank there means nothing.
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


class _Constructor(RoundTripConstructor):
    """Leaves dates as text: the models check them, and name the line if there is no such day."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _constructor, node: str(node.value))


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.Constructor = _Constructor
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    return yaml


def _prepared(value: object, text: Callable[[str], object]) -> object:
    if isinstance(value, dict):
        return CommentedMap((key, _prepared(item, text)) for key, item in value.items())
    if isinstance(value, list | tuple):
        items = CommentedSeq(_prepared(item, text) for item in value)
        if _fits_one_line(value):
            items.fa.set_flow_style()
        return items
    return text(value) if isinstance(value, str) else value


def _fits_one_line(values: Iterable[object]) -> bool:
    scalars = [value for value in values if not isinstance(value, dict | list | tuple)]
    return len(scalars) == len(list(values)) and sum(len(str(s)) + 2 for s in scalars) <= _FLOW_WIDTH


def _plainly(text: str) -> object:
    """Text as it is; a date without the quotes that the emitter would give it."""
    try:
        return date.fromisoformat(text) if len(text) == len("2024-02-29") else text
    except ValueError:
        return text


def _quoted(text: str) -> object:
    return DoubleQuotedScalarString(text)


def _parse_problem(shown: str, error: Exception) -> Problem:
    line, message = 1, str(error)
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        message = str(error.problem or error.context or "is broken")
    return Problem(
        shown, line, "", f"is not valid YAML: {message.splitlines()[0]}.", "Look at this line and the one before it."
    )
