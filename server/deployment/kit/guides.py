"""The pages of a kit: guides for whoever installs (in English), poster and desk card in the library's language."""

from functools import cache
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.deployment.kit.answers import KitSettings
from server.deployment.kit.policies import Source
from server.deployment.kit.targets import NAMES, Target
from server.deployment.manifests import GECKO_ID, MINIMUM
from server.deployment.settings import LibrarySettings
from server.languages import ENGLISH, Language, languages

_HERE = Path(__file__).parent


def guides(
    settings: KitSettings, libraries: dict[str, LibrarySettings], source: Source, wanted: list[Target]
) -> dict[str, bytes]:
    """The pages at the top of a kit: where to start, how to check, and one guide for each system."""
    facts = {
        "settings": settings,
        "libraries": libraries,
        "folder": "FOLDER/" if settings.members else "",
        "source": source,
        "targets": wanted,
        "system_names": NAMES,
        "gecko_id": GECKO_ID,
        "minimum": MINIMUM,
    }
    pages = {"START-HERE.html": "start.html", "IS-IT-WORKING.html": "check.html"}
    pages |= {f"{system}/GUIDE.html": f"{system}.html" for system in NAMES if system in settings.computers.systems}
    return {name: _render(ENGLISH, template, facts) for name, template in pages.items()}


def prints(library: LibrarySettings, site: str) -> dict[str, bytes]:
    """What hangs on the wall and stands on the desk."""
    language = _language(library.language)
    address = f"{site}{language.prefix}/resources/"
    code = segno.make(address, error="m").svg_inline(border=0, omitsize=True)
    facts = {"library": library.library, "address": address, "code": code}
    return {name: _render(language, name, facts) for name in ("poster.html", "desk-card.html")}


def _language(tag: str | None) -> Language:
    return next((language for language in languages(with_pseudo=False) if language.tag == tag), ENGLISH)


def _render(language: Language, template: str, facts: dict[str, Any]) -> bytes:
    return (_environment(language).get_template(template).render(language=language, **facts) + "\n").encode()


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([_HERE / "templates", _HERE / "prints"]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(language.text, language.plural, newstyle=True)  # type: ignore[attr-defined]
    return environment
