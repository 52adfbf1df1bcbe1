"""The pages' languages: a language is a file, and what a file says is complete and safe."""

import re
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from publishing import publish

from server import languages as module
from server.config import Environment
from server.languages import languages, lengthened, mirrored

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
import translations

FILES = sorted(module.FOLDER.glob("*.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
MARKUP = re.compile(r"[<>]|&\w+;")


def pairs(path: Path) -> list[tuple[str, str]]:
    """Every text with its translation; a plural as its last form, which must hold all that the English one does."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    last = [(m.id[-1], m.string[-1]) if isinstance(m.id, tuple) else (m.id, m.string) for m in catalogue if m.id]
    return [(str(english), str(own)) for english, own in last]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_translation_has_every_text_of_the_pages_and_no_other(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file)
    assert {m.id for m in catalogue} == {m.id for m in translations.texts()}, "run: make translations"
    assert [english for english, own in pairs(path) if not own.strip()] == []
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_translation_keeps_the_placeholders_and_brings_no_markup(path: Path) -> None:
    for english, own in pairs(path):
        assert sorted(PLACEHOLDER.findall(own)) == sorted(PLACEHOLDER.findall(english)), english
        assert not MARKUP.search(own), english


def test_no_text_of_the_pages_holds_markup_or_a_word_of_ours() -> None:
    ours = re.compile(r"\b(PII|rule|disclosure|standing|tier|release|fingerprint|kit|doorhanger)s?\b", re.IGNORECASE)
    for message in translations.texts():
        for text in message.id if isinstance(message.id, tuple) else [message.id]:
            assert not MARKUP.search(text), text
            assert not ours.search(text), text


@given(st.lists(st.sampled_from(["%(name)s", "{data}", "%%", "word ", "ñandú, ", "(x) "])).map("".join))
def test_pseudo_languages_keep_every_placeholder(text: str) -> None:
    for changed in (lengthened(text), mirrored(text)):
        assert PLACEHOLDER.findall(changed) == PLACEHOLDER.findall(text)


HEBREW = """# Hebrew
# Reviewed by a native speaker: yes
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Your library card should be enough."
msgstr "די בכרטיס."
"""


def test_a_new_language_is_a_new_file(monkeypatch, tmp_path, context, rules, client_of) -> None:
    publish(context, rules)
    (tmp_path / "he.po").write_text(HEBREW, encoding="utf-8")
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    languages.cache_clear()
    try:
        client = client_of(context.settings)
    finally:
        languages.cache_clear()
    text = client.get("/he/").text
    assert '<html lang="he" dir="rtl">' in text
    assert "די בכרטיס." in text
    assert "not been reviewed" not in text
    assert 'hreflang="he"' in client.get("/").text


def test_pseudo_languages_are_for_trying_out_only(context, rules, client_of) -> None:
    production = client_of(context.settings.model_copy(update={"environment": Environment.PRODUCTION}))
    publish(context, rules)  # with development keys, on which a server in production does not even start
    assert client_of(context.settings).get("/ar-XB/").status_code == 200
    assert "ar-XB" not in client_of(context.settings).get("/").text
    assert production.get("/ar-XB/").status_code == 404
    assert production.get("/es/").status_code != 404


@pytest.fixture
def published(context, rules: Path, client) -> FlaskClient:
    publish(context, rules)
    return client


def test_the_path_alone_decides_the_language(published) -> None:
    for wish in ("es", "en", "fr;q=0.9"):
        answer = published.get("/", headers={"Accept-Language": wish, "Cookie": "lang=es"})
        assert '<html lang="en"' in answer.text
        assert "Vary" not in answer.headers
    assert '<html lang="es"' in published.get("/es/").text
    assert published.get("/en/").status_code == 404


def test_a_page_names_its_sisters_in_the_other_languages(published) -> None:
    site = "http://localhost:8000"
    for page in ("/resources/hoopla/", "/es/resources/hoopla/"):
        text = published.get(page).text
        assert f'hreflang="en" href="{site}/resources/hoopla/"' in text
        assert f'hreflang="es" href="{site}/es/resources/hoopla/"' in text


def test_spanish_says_that_it_is_not_reviewed_and_shows_the_english_sentence_beside(published) -> None:
    text = published.get("/es/resources/creativebug/").text
    assert "todavía no la ha revisado un hablante nativo" in text
    assert "Pide su dirección de correo electrónico y una contraseña para una cuenta personal" in text
    assert (
        '<span class="original" lang="en" dir="ltr">Asks for your e-mail address and a password for a personal account'
    ) in text.replace('<span class="whole">e-mail</span>', "e-mail")
    assert "25 de" not in published.get("/resources/creativebug/").text


def test_every_claim_on_a_spanish_page_has_its_english_sentence(published, rules) -> None:
    for path in (rules / "vendors").glob("*.yaml"):
        text = published.get(f"/es/resources/{path.stem}/").text
        for claim in re.findall(r'<article class="claim.*?</article>', text, re.DOTALL):
            heading = re.search(r"<h2>.*?</h2>", claim, re.DOTALL)
            assert heading
            assert 'class="original" lang="en"' in heading.group(), path.stem


def test_an_error_speaks_the_language_of_its_path(published) -> None:
    assert "Esa página no existe" in published.get("/es/nada/").text
    assert "There is no such page" in published.get("/nothing/").text
