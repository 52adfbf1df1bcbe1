"""Fields that several kinds share: sources, and texts in both languages."""

from collections.abc import Iterable

from server.maintain.forms.shape import Field, Part
from server.rules.model import SourceKind

PLAIN = "One plain line, no markup."
PARTIAL = "2024, 2024-05 or 2024-05-17."
ID_HELP = "Small letters, digits and hyphens: {example}. It never changes."


def choice(name: str, label: str, values: Iterable[str], help_: str = "", *, needed: bool = True) -> Field:
    """A field with a few values to choose from."""
    return Field(name, label, help_, "choice", tuple(values), needed)


def entry_id(example: str) -> Field:
    """The id of an entry, which is typed once."""
    return Field("id", "Id", ID_HELP.format(example=example), needed=True)


def both(name: str, label: str, help_: str = "", *, shape: str = "long", needed: bool = True) -> tuple[Field, Field]:
    """A text in English and in Spanish."""
    before = f"{name}." if name else ""
    english = Field(f"{before}en", label, help_, shape, needed=needed)
    return english, Field(f"{before}es", f"{label}, in Spanish", "If you can.", shape)


def sources(name: str, help_: str) -> Part:
    """The sources on which an entry rests."""
    return Part(name, "Sources", help_, _SOURCE, "source")


_SOURCE = (
    Field("id", "Id of the source", "Within this entry: help-page-2026.", needed=True),
    choice("kind", "Who speaks", SourceKind),
    Field("publisher", "Published by", needed=True),
    Field("title", "Title", PLAIN),
    Field("url", "Address", "https; an http page needs an archived copy.", "address"),
    Field("archive", "Archived copy", "Its address; or upload a file once the change is proposed.", "address"),
    Field("published_on", "Date that it bears", f"{PARTIAL} Empty if it bears none."),
    Field("date_note", "Note on the date", "Such as “undated; copyright 2025”."),
    Field("read_on", "Read on", "When you read it: 2026-11-29.", "day", needed=True),
    choice("copy", "What was read", ["live", "stored"], "The page itself, or a copy that somebody kept."),
    Field("says", "What it states", "In your own words, short. Do not copy.", "long", needed=True),
)
