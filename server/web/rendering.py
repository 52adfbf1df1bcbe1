"""What every template can use: the language of the page, its addresses, its words, the published list."""

from typing import Any

from babel.numbers import format_decimal
from flask import Flask, current_app, request, url_for
from markupsafe import Markup, escape

from server.languages import ENGLISH, Language
from server.releases.reading import PublishedList
from server.web.sentences import BADGES, REASONS
from server.web.words import Words


def init_app(app: Flask, languages: tuple[Language, ...]) -> None:
    """Let the templates of ``app`` speak ``languages``."""
    app.extensions["languages"] = languages
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        lambda message: current_language().text(message),
        lambda one, many, count: current_language().plural(one, many, count),
        newstyle=True,
    )
    app.jinja_env.filters["unbroken"] = unbroken
    app.context_processor(_for_every_page)


def current_language() -> Language:
    """The language in whose path the request lies, also where no page is."""
    languages: tuple[Language, ...] = current_app.extensions["languages"]
    first = request.path.split("/")[1]
    return next((language for language in languages if language.tag == first), ENGLISH)


def href(page: str, language: Language | None = None, **values: Any) -> str:  # noqa: ANN401 - as url_for
    """The address of a page of ours, in the language of this page or in another."""
    return url_for(f"{(language or current_language()).blueprint}.{page}", **values)


def here(language: Language) -> str:
    """This page in another language; that language's home where this is no page."""
    if not is_translated():
        return href("home", language)
    page = (request.endpoint or "").rpartition(".")[2]
    return href(page, language, **(request.view_args or {}))


def is_translated() -> bool:
    """Whether this is a page that stands in every language: errors and the interface's reference are not."""
    return (request.endpoint or "").rpartition(".")[0] == current_language().blueprint


def full_address(path: str) -> str:
    """The address as it is printed and quoted."""
    return f"{current_app.extensions['optout'].settings.site}{path}"


def unbroken(text: str) -> Markup:
    """The text with “e-mail” held on one line: no style can forbid a break after a hyphen inside a word."""
    return escape(text).replace("e-mail", Markup('<span class="whole">e-mail</span>'))


def current_list() -> PublishedList | None:
    """The published list, or ``None`` before the first one."""
    published: PublishedList | None = current_app.extensions["published"].current()
    return published


def current_words(published: PublishedList) -> Words:
    """The words of this page's language."""
    return Words(published.catalogue, current_language())


def number(value: int) -> str:
    """A number as this language writes it."""
    return format_decimal(value, locale=current_language().locale)


def _for_every_page() -> dict[str, object]:
    published, language = current_list(), current_language()
    return {
        "published": published,
        "words": current_words(published) if published else None,
        "language": language,
        "languages": [other for other in current_app.extensions["languages"] if not other.pseudo],
        "settings": current_app.extensions["optout"].settings,
        "donations": current_app.extensions["donations"],
        "href": href,
        "here": here,
        "is_translated": is_translated,
        "full_address": full_address,
        "number": number,
        "BADGES": BADGES,
        "REASONS": REASONS,
    }
