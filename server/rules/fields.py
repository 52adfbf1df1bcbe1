"""Field types that all curated data share: plain text, ids, partial dates, localised text."""

import re
import unicodedata
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic import BaseModel as PydanticModel

LANGUAGES = ("en", "es")

# Characters that change how the text around them is shown: overrides, isolates, zero-width marks.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_MARKUP = re.compile(r"[<>]|&#?\w+;|\]\(")
_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class Model(PydanticModel):
    """A frozen record that knows all its fields; anything else in the input is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)

    def document(self) -> dict[str, Any]:
        """The record as plain data: JSON types, declared order, nothing that only repeats a default."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def plain(text: str) -> str:
    """The text, which is one plain line.

    Raises:
        ValueError: it is not.

    """
    if text != text.strip() or "  " in text or _CONTROL.search(text):
        raise ValueError("has white space at an end, double spaces, or line breaks; write one plain line")
    if _MARKUP.search(text):
        raise ValueError("looks like markup; write plain text")
    if _INVISIBLE.search(text):
        raise ValueError("holds invisible characters; type the text anew")
    if unicodedata.normalize("NFC", text) != text:
        raise ValueError("is not in Unicode form NFC; type the accented letters as single characters")
    return text


def _partial_date(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if not _PARTIAL_DATE.fullmatch(text):
        raise ValueError("is not a date; write 2024, 2024-05 or 2024-05-17")
    earliest(text)
    return text


def earliest(partial: str) -> date:
    """The first day that a partial date (``2024``, ``2024-05``, ``2024-05-17``) can mean.

    Raises:
        ValueError: there is no such day.

    """
    return date.fromisoformat(partial + "-01" * (2 - partial.count("-")))


# The length comes first, so that what is too long is refused by its characters.
Name = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(plain)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=400), AfterValidator(plain)]
Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=1200), AfterValidator(plain)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
PartialDate = Annotated[str, BeforeValidator(_partial_date)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=500)]


class LocalName(Model):
    """A short text in the languages we have; English always."""

    en: Name
    es: Name | None = None


class LocalSentence(Model):
    """A sentence in the languages we have; English always."""

    en: Sentence
    es: Sentence | None = None


class LocalParagraph(Model):
    """A paragraph in the languages we have; English always."""

    en: Paragraph
    es: Paragraph | None = None


Items = Annotated[tuple[Name, ...], Field(max_length=20)]
