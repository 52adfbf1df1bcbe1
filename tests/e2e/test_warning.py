"""What a patron meets: the warning, once; the neutral icon; silence where there is nothing to say."""

import pytest
from harness.site import Site
from harness.waiting import wait_for

CREATIVEBUG = "https://www.creativebug.com/"
CREATIVEBUG_ORIGINS = ["https://*.creativebug.com/*"]
END_JOURNEYS = "browser.storage.session.clear()"
HOOPLA = "https://www.hoopladigital.com/"
ALL_ORIGINS = [*CREATIVEBUG_ORIGINS, "https://*.hoopladigital.com/*", "https://ezmyaccount.nytimes.com/*"]


def test_without_a_grant_the_icon_lights_up_and_a_click_says_what_is_asked(browser) -> None:
    browser.open("https://www.example.org/")
    wait_for(lambda: not browser.lights_up(), "a quiet icon")
    browser.open(CREATIVEBUG)
    wait_for(browser.lights_up, "a lit icon")
    assert not browser.popup_is_open()
    assert browser.badge() == ""
    browser.press_icon()
    browser.show_notice()
    text = browser.notice()
    assert "Asks for your e-mail address and a password for a personal account before you can use it." in text
    assert "guest access" in text
    assert "Creativebug (2 pages, no date)" in text
    assert "A library card is enough" in text
    assert "43 listed in 2019" in text
    assert "No. The icon lights up here" in text
    assert "Starter list: from saved copies of public pages, not yet reviewed by two people." in text
    assert "signed with test keys" in text


@pytest.mark.path
def test_with_a_grant_it_warns_once_and_then_only_shows_the_badge(browser) -> None:
    browser.open(CREATIVEBUG)
    browser.press_icon()
    browser.show_notice()
    browser.allow("ask-one", CREATIVEBUG_ORIGINS)
    browser.open(CREATIVEBUG)
    wait_for(browser.popup_is_open, "the warning")
    assert browser.badge() == "!"
    assert "Creativebug asks for something" in browser.title()
    browser.close_popup()
    browser.open(CREATIVEBUG + "classes")
    wait_for(lambda: browser.badge() == "!", "the badge")
    assert not browser.popup_is_open()


def test_a_patron_can_forbid_it_to_open_and_can_keep_it_quiet(browser) -> None:
    browser.open(CREATIVEBUG)
    browser.press_icon()
    browser.show_notice()
    browser.allow("ask-all", ALL_ORIGINS)
    browser.open(CREATIVEBUG)
    wait_for(browser.popup_is_open, "the warning")
    browser.show_notice()
    browser.press("never-open")
    browser.open(HOOPLA)
    wait_for(lambda: browser.badge() == "!", "the badge")
    assert not browser.popup_is_open()
    browser.show_notice()
    assert "It never opens by itself" in browser.notice()
    browser.press("quiet-month")
    wait_for(lambda: browser.has("quiet-end"), "the way back")
    browser.open(HOOPLA + "again")
    wait_for(lambda: browser.badge() == "", "silence")
    assert browser.title() == "Libraries OptOut: hoopla. You asked for quiet here"


def test_a_host_that_counts_only_through_a_library_stays_quiet_for_its_own_subscribers(browser) -> None:
    browser.open("https://www.nytimes.com/section/world")
    browser.press_icon()
    browser.show_notice()
    assert "We know nothing about this page." in browser.notice()
    browser.close_popup()
    wait_for(lambda: not browser.lights_up(), "a quiet icon")


@pytest.mark.path
def test_linkedin_learning_is_neutral_leads_with_advice_and_tells_the_history(browser) -> None:
    browser.open("https://www.linkedin.com/learning/course")
    wait_for(browser.lights_up, "a lit icon")
    assert browser.badge() == ""
    browser.press_icon()
    browser.show_notice()
    text = browser.notice()
    assert text.index("What helps today") < text.index("No longer so")
    assert "number and PIN" in text
    assert "OPLIN" in text
    assert "We have not seen the sign-in page" in text
    assert "28 June 2019" in text
    assert "withdrawn on 26 March 2020" in text
    assert "Asks for" not in text
    assert not browser.has("ask-one")


@pytest.mark.parametrize("path", ["in/somebody", "learningx", "feed/"])
def test_the_rest_of_linkedin_is_none_of_our_business(browser, path) -> None:
    browser.open(f"https://www.linkedin.com/{path}")
    browser.press_icon()
    browser.show_notice()
    assert "We know nothing about this page." in browser.notice()
    browser.close_popup()
    wait_for(lambda: not browser.lights_up(), "a quiet icon")


def test_the_links_of_the_notice_open_our_pages_and_name_no_rule(browser, site: Site) -> None:
    browser.open(CREATIVEBUG)
    browser.press_icon()
    browser.show_notice()
    campaign, libraries = browser.link("campaign-link"), browser.link("libraries-link")
    assert campaign == f"{site.url}/campaigns/library-card-is-enough/"
    assert libraries == f"{site.url}/libraries/"
    for address, heading in ((campaign, "A library card is enough"), (libraries, "Listed in 2019")):
        assert heading in site.get(address)
    assert "creativebug" not in f"{campaign}{libraries}"


def test_what_a_report_sends_is_shown_before_it_is_sent(browser, site: Site) -> None:
    browser.open(CREATIVEBUG + "classes?secret=1")
    browser.press_icon()
    browser.show_notice()
    address = f"{site.url}/corrections/creativebug/"
    assert address not in browser.notice()
    browser.value("document.querySelector('#wrong summary').click()")
    wait_for(lambda: address in browser.notice(), "what will be sent")
    text = browser.notice()
    assert text.index(address) < text.index("Tell us what is wrong")
    assert browser.link("wrong-link") == address
    assert "secret" not in text
    assert "Something wrong here?" in site.get(address)
    browser.open("https://www.example.org/")
    browser.press_icon()
    browser.show_notice()
    assert browser.link("wrong-link") == f"{site.url}/corrections/"


def test_the_notice_says_what_to_do_before_it_says_who_says_so_and_when_that_was_checked(browser) -> None:
    browser.open(CREATIVEBUG)
    browser.press_icon()
    browser.show_notice()
    text = browser.notice()
    steps = ["Asks for more than a card", "Asks for your e-mail", "What to do instead", "Checked ", "Who says so"]
    assert sorted(steps, key=text.index) == steps
    assert "in saved copies (" in text


def test_a_new_claim_on_a_silenced_site_speaks_once_and_is_quiet_again(browser, site: Site, rules) -> None:
    browser.grant(CREATIVEBUG_ORIGINS)
    browser.open(CREATIVEBUG)
    wait_for(browser.popup_is_open, "the warning")
    browser.show_notice()
    browser.press("quiet-always")
    wait_for(lambda: browser.has("quiet-end"), "the way back")
    assert "Quiet about Creativebug for good." in browser.notice()
    path = rules / "vendors" / "creativebug.yaml"
    path.write_text(path.read_text().replace("data: [email-address,", "data: [full-name, email-address,", 1))
    site.publish(rules)
    assert browser.check_for_updates()
    browser.evaluate(END_JOURNEYS)
    browser.open(CREATIVEBUG + "classes")
    wait_for(browser.popup_is_open, "the new claim's warning")
    browser.show_notice()
    assert "your full name" in browser.notice()
    assert "Quiet about Creativebug for good." in browser.notice()
    browser.evaluate(END_JOURNEYS)
    browser.open(CREATIVEBUG)
    wait_for(lambda: browser.badge() == "" and "Creativebug" in browser.title(), "quiet")
    assert not browser.popup_is_open()
