"""Text that people type about themselves, made plain or refused: names, places, roles.

Refusals are sentences for the person, marked for translation; nothing of what she typed is repeated in them.
"""

import re
import unicodedata

from server.languages import N_

_PUNCTUATION = frozenset(" '’ʼ‘.,-‐‑–()/&·・:")
# ZERO WIDTH (NON-)JOINER belong to the spelling of Persian and of Indic scripts, and to nothing in Latin.
_JOINERS = frozenset("\u200c\u200d")
_JOINING_SCRIPTS = ("ARABIC", "DEVANAGARI", "BENGALI", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "GUJARATI", "SINHALA")
_LINK = re.compile(r"://|www\.|\w\.(com|org|net|info|ru|io|xyz|top|site|shop|link|biz)\b", re.IGNORECASE)
_MOST_MARKS = 3


class TextProblemError(ValueError):
    """Why a text is refused, as an English sentence that the catalogues translate."""


TOO_LONG = N_("This is too long. Please shorten it.")
NO_LETTER = N_("Please write at least one letter.")
NOT_PLAIN = N_(
    "Please use letters, spaces and simple punctuation only: no symbols, emoji, markup or invisible characters."
)
NO_LINK = N_("Please leave out web addresses.")
MIXED = N_("A word here mixes letters of different alphabets. Please type it in one.")


def clean_line(text: str, longest: int) -> str:
    """``text`` in Unicode form NFC with single spaces; empty stays empty.

    Raises:
        TextProblemError: it is too long, or holds what does not belong into a name.

    """
    if len(text) > 4 * longest:  # before any work on it
        raise TextProblemError(TOO_LONG)
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if not line:
        return ""
    if len(line) > longest:
        raise TextProblemError(TOO_LONG)
    _require_plain(line)
    if _LINK.search(line):
        raise TextProblemError(NO_LINK)
    if any(mixes_scripts(word) for word in re.split(r"[\W\d_]+", line)):
        raise TextProblemError(MIXED)
    return line


def _require_plain(line: str) -> None:
    if not any(unicodedata.category(c)[0] == "L" for c in line):
        raise TextProblemError(NO_LETTER)
    marks = 0
    for before, character in zip(" " + line, line, strict=False):
        category = unicodedata.category(character)
        marks = marks + 1 if category[0] == "M" else 0
        allowed = category[0] in "LM" or category == "Nd" or character in _PUNCTUATION
        if character in _JOINERS:
            allowed = unicodedata.name(before, "").startswith(_JOINING_SCRIPTS)
        if not allowed or marks > _MOST_MARKS:
            raise TextProblemError(NOT_PLAIN)
    if line[0] in "-–‐‑/&:.,)":  # a spreadsheet takes a leading sign for a formula
        raise TextProblemError(NOT_PLAIN)


def mixes_scripts(word: str) -> bool:
    """Whether letters of a word come from alphabets that no language writes together."""
    scripts = {script_of(c) for c in word if unicodedata.category(c)[0] == "L"}
    return len(scripts) > 1 and not scripts <= {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"}


def script_of(letter: str) -> str:
    """The alphabet of a letter, by the first word of its Unicode name."""
    first = unicodedata.name(letter, "?").split("-")[0].split(maxsplit=1)[0]
    return {"FULLWIDTH": "LATIN", "HALFWIDTH": "KATAKANA", "MODIFIER": "LATIN", "FEMININE": "LATIN"}.get(first, first)


def initials(name: str) -> str:
    """The first letters of a name: Ana María Lopez as A. M. L."""
    return " ".join(f"{word[0].upper()}." for word in re.split(r"[\s\-‐‑]+", name) if word[0].isalpha())


def first_letter(name: str) -> str:
    """The letter under which a name is found: "É" and "e" under "E"."""
    letter = next(c for c in name if unicodedata.category(c)[0] == "L")
    return unicodedata.normalize("NFD", letter)[0].upper()[:1]
