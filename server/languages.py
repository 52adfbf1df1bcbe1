"""The languages of the pages. A language is a file: ``translations/<tag>.po``; English is the text in the code itself.

The comment at its top holds ``Reviewed by a native speaker: yes`` once one has read it. Pseudo-languages,
for tests of the layout, are made from the English text: longer words, and words that run from right to left.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

FOLDER = Path(__file__).parent / "web" / "translations"
_PLACEHOLDER = re.compile(r"(%\(\w+\)[sd]|\{\w+\}|%%)")
_ACCENTED = str.maketrans("AEIOUYaeiouycn", "ÁÉÍÓÚÝáéíóúýçñ")


@dataclass(frozen=True)
class Language:
    """One language of the pages.

    Attributes:
        tag: the BCP 47 tag, which stands in the path (but for English) and in ``lang``.
        locale: for dates, lists and the names of countries.
        translations: of the pages' own text.
        reviewed: whether a native speaker has read it; if not, the English sentence stands beside each statement.
        pseudo: for tests of the layout only.

    """

    tag: str
    locale: Locale
    translations: NullTranslations
    reviewed: bool = True
    pseudo: bool = False

    @property
    def day_locale(self) -> Locale:
        """For days: the day before the month in English too, as the rules' own texts have it. Lists stay American."""
        return Locale("en", "GB") if self.locale == Locale("en") else self.locale

    @property
    def prefix(self) -> str:
        """What the path begins with: nothing for English, ``/es`` for Spanish."""
        return "" if self.tag == "en" else f"/{self.tag}"

    @property
    def blueprint(self) -> str:
        """The name under which the pages are registered in this language."""
        return "pages" if self.tag == "en" else f"pages-{self.tag}"

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """The direction in which it is written."""
        return "rtl" if self.locale.text_direction == "rtl" else "ltr"

    @property
    def name(self) -> str:
        """The language's name in itself, as the language switch shows it."""
        name = self.locale.get_display_name() or self.tag
        return name[0].upper() + name[1:]

    def text(self, message: str) -> str:
        """A text of the pages in this language; ``message`` is the English one."""
        return self.translations.gettext(message)

    def plural(self, one: str, many: str, count: int) -> str:
        """The same, for a number of things."""
        return self.translations.ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 - the name by which gettext's tools know it
    """Mark a text for translation, where it is not translated yet."""
    return text


ENGLISH = Language("en", Locale("en"), NullTranslations())


@cache
def languages(*, with_pseudo: bool) -> tuple[Language, ...]:
    """English, then every language that has a file, then the pseudo-languages if they are wanted."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.po"))]
    pseudo = [
        Language("en-XA", Locale("en"), _Pseudo(lengthened), reviewed=False, pseudo=True),
        Language("ar-XB", Locale("ar"), _Pseudo(mirrored), reviewed=False, pseudo=True),
    ]
    return (ENGLISH, *found, *(pseudo if with_pseudo else []))


def lengthened(text: str) -> str:
    """The text with accents, a third longer, in brackets: what is cut off or not translatable is seen at once."""
    padding = " ~~~~~" * (len(text) // 18) or "~" * (len(text) // 3)
    return f"[{_outside_placeholders(text, lambda part: part.translate(_ACCENTED))}{padding}]"


def mirrored(text: str) -> str:
    """The text with each word written from right to left, as a right-to-left script would be."""
    return _outside_placeholders(text, lambda part: re.sub(r"\w+", "\N{RIGHT-TO-LEFT OVERRIDE}\\g<0>\u202c", part))


def _outside_placeholders(text: str, change: Callable[[str], str]) -> str:
    parts = _PLACEHOLDER.split(text)
    return "".join(part if index % 2 else change(part) for index, part in enumerate(parts))


def _read(path: Path) -> Language:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem.replace("-", "_"))
    reviewed = "Reviewed by a native speaker: yes" in catalogue.header_comment
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language(path.stem, Locale.parse(path.stem, sep="-"), Translations(compiled), reviewed)


class _Pseudo(NullTranslations):
    """Makes each translation from the English text."""

    def __init__(self, change: Callable[[str], str]) -> None:
        super().__init__()
        self._change = change

    def gettext(self, message: str) -> str:
        """The changed text."""
        return self._change(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The changed text, in English's plural forms."""
        return self._change(msgid1 if n == 1 else msgid2)
