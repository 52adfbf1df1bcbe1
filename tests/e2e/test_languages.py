"""The patron's own language: chosen in the popup itself, kept, and spoken everywhere; English stays beside."""

import pytest
from harness.library import PAGE_ORIGINS, RESOURCES, choose_library, marks, page
from harness.waiting import wait_for

CREATIVEBUG = "https://www.creativebug.com/"
CHOOSE = """
    const choice = document.getElementById("language");
    choice.value = args[0];
    choice.dispatchEvent(new Event("change"));
"""
SAID = """
    const says = document.querySelector(".says");
    const original = says.querySelector(".original");
    return [says.firstChild.textContent, original?.lang, original?.innerText];
"""
ENGLISH = "Asks for your e-mail address and a password for a personal account before you can use it."
SPANISH = "Pide su dirección de correo electrónico y una contraseña para una cuenta personal"


def speaks(browser, language: str) -> bool:
    return bool(browser.value("return document.documentElement.lang === args[0]", language))


@pytest.mark.path
def test_a_patron_chooses_spanish_in_the_notice_and_english_stands_beside_each_statement(browser) -> None:
    browser.open(CREATIVEBUG)
    browser.press_icon()
    browser.show_notice()
    browser.value(CHOOSE, "es")
    # The page's language is set first, its words a moment later.
    wait_for(lambda: speaks(browser, "es") and browser.value(SAID)[0].startswith(SPANISH), "Spanish")
    own, language, original = browser.value(SAID)
    assert own.startswith(SPANISH)
    assert (language, original.split(". ")[0] + ".") == ("en", ENGLISH)
    assert "todavía no la ha revisado un hablante nativo" in browser.notice()
    assert browser.value("return document.activeElement.id") == "language"
    browser.show("options/options.html")
    assert speaks(browser, "es")
    assert "¿Qué biblioteca?" in browser.notice()
    browser.value(CHOOSE, "en")
    wait_for(lambda: "Which library?" in browser.notice(), "English")
    assert not browser.has("not-reviewed")


def test_marks_on_a_library_page_follow_the_language_at_once(browser, vendors) -> None:
    vendors.pages["www.lib.example", "/databases"] = page(f'<a id="x" href="{CREATIVEBUG}">Crafts</a>')
    browser.grant([PAGE_ORIGINS[0]])
    choose_library(browser, pages=["www.lib.example"])
    browser.open(RESOURCES)
    wait_for(lambda: marks(browser) == {"x": "asks for your e-mail address"}, "marks")
    browser.show("options/options.html")
    browser.value(CHOOSE, "es")
    wait_for(lambda: marks(browser) == {"x": "pide su dirección de correo electrónico"}, "marks in Spanish")


def test_a_language_from_right_to_left_turns_the_page_round(browser) -> None:
    browser.open(CREATIVEBUG)
    browser.press_icon()
    browser.show_notice()
    browser.evaluate("browser.storage.local.set({language: 'ar-XB'})")
    browser.show_notice()
    assert browser.value("return getComputedStyle(document.body).direction") == "rtl"
    assert browser.value(SAID)[1:] == ["en", browser.value(SAID)[2]]
    assert ENGLISH in browser.value(SAID)[2]
