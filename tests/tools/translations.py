"""Bring the catalogues in ``server/web/translations/`` up to the texts in code and templates: ``make translations``.

New texts come in empty, texts that are gone go; nothing is guessed. Tests refuse what is empty.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

SERVER = Path(__file__).parents[2] / "server"
# Where texts for people are; elsewhere in the server a function of the same name may mean something else.
TEXTS = [
    "web/**.py",
    "forms/**.py",
    "deployment/kit/form.py",
    "petition/form.py",
    "petition/letters.py",
    "joining/form.py",
    "joining/letters.py",
    "joining/sites.py",
    "privacy/retention.py",
]
PAGES = ["web/templates/**.html", "deployment/kit/prints/**.html"]
METHODS = [*((where, "python") for where in TEXTS), *((where, "jinja2") for where in PAGES)]
OPTIONS = {where: {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"} for where in PAGES}
KEYWORDS = {"_": None, "N_": None, "text": None, "ngettext": (1, 2), "plural": (1, 2)}


def texts() -> Catalog:
    """Every text of the pages, in English."""
    catalogue = Catalog(fuzzy=False)
    for name, _line, message, comments, context in extract_from_dir(SERVER, METHODS, OPTIONS, KEYWORDS):
        catalogue.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return catalogue


def updated(path: Path) -> Catalog:
    """The catalogue in ``path`` with exactly the texts that there are."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem.replace("-", "_"))
    catalogue.update(texts(), no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    return catalogue


def write(path: Path, catalogue: Catalog) -> None:
    """Write without line numbers and dates, which would change with every edit elsewhere."""
    header = f"""{catalogue.header_comment}
msgid ""
msgstr ""
"Language: {path.stem}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {catalogue.plural_forms}\\n"

"""
    with path.open("wb") as file:
        file.write(header.encode())
        write_po(file, catalogue, width=110, no_location=True, omit_header=True)


if __name__ == "__main__":
    for file in sorted((SERVER / "web" / "translations").glob("*.po")):
        new = updated(file)
        write(file, new)
        missing = sum(not message.string or message.string == ("", "") for message in new if message.id)
        print(f"{file.name}: {len(new)} texts, {missing} without translation")
