"""How a newer list arrives, and how a bad one does not."""

import json
import re
from pathlib import Path

import pytest
from harness.site import Site
from harness.waiting import wait_for

LEARNING = "https://www.linkedin.com/learning/course"


def put_linkedin_in_force(rules: Path) -> None:
    """Change the rule as a maintainer would who found the demand in force again."""
    path = rules / "vendors" / "linkedin-learning.yaml"
    text = path.read_text()
    text = re.sub(r"    status: withdrawn\n", "    status: in_force\n", text, count=1)
    text = re.sub(r"    withdrawn_on: 2020-03-26\n", "", text, count=1)
    text = text.replace("    evidence: [wisconsin-2019,", "    evidence: [test-2026, wisconsin-2019,", 1)
    source = (
        "evidence:\n  - id: test-2026\n    kind: vendor\n    publisher: A source of a test\n"
        "    url: https://www.example.org/\n    published_on: 2026-11-01\n    read_on: 2026-11-23\n"
        "    copy: live\n    says: Made up for a test.\n"
    )
    path.write_text(text.replace("\nevidence:\n", "\n" + source, 1))


def release_in_use(browser) -> int:
    script = "browser.storage.local.get('index').then(({index}) => JSON.parse(index).release)"
    return int(browser.evaluate(script))


@pytest.mark.path
def test_a_requirement_in_force_again_reaches_the_browser_and_warns_after_a_grant(browser, site: Site, rules) -> None:
    browser.open(LEARNING)
    assert release_in_use(browser) == 1
    put_linkedin_in_force(rules)
    site.publish(rules)
    assert browser.check_for_updates()
    assert release_in_use(browser) == 2
    browser.open(LEARNING)
    wait_for(browser.lights_up, "a lit icon")
    browser.press_icon()
    browser.show_notice()
    assert (
        "Asks for a public profile, your full name, and your e-mail address before you can use it." in browser.notice()
    )
    assert "Also warn by itself on LinkedIn Learning" in browser.notice()
    browser.close_popup()
    browser.allow("ask-one", ["https://*.linkedin.com/*", "https://*.lynda.com/*"])
    browser.open(LEARNING)
    wait_for(browser.popup_is_open, "the warning")
    assert browser.badge() == "!"


def tamper_with_list(folder: Path) -> None:
    for path in folder.glob("targets/*.list.jsonl"):
        path.write_bytes(path.read_bytes().replace(b"Creativebug", b"Creativebux"))


def truncate_list(folder: Path) -> None:
    for path in folder.glob("targets/*.list.jsonl"):
        path.write_bytes(path.read_bytes()[:-100])


def tamper_with_metadata(folder: Path) -> None:
    newest = max(folder.glob("*.targets.json"), key=lambda path: int(path.name.split(".")[0]))
    metadata = json.loads(newest.read_text())
    metadata["signed"]["expires"] = "2099-01-01T00:00:00Z"
    newest.write_text(json.dumps(metadata))


def answer_with_a_page(folder: Path) -> None:
    (folder / "timestamp.json").write_text("<!doctype html><title>Sign in to the network</title>")


@pytest.mark.parametrize("harm", [tamper_with_list, truncate_list, tamper_with_metadata, answer_with_a_page])
def test_a_release_that_was_harmed_on_the_way_does_not_replace_the_good_list(browser, site: Site, rules, harm) -> None:
    put_linkedin_in_force(rules)
    site.publish(rules)
    harm(site.release)
    assert not browser.check_for_updates()
    assert release_in_use(browser) == 1
    browser.show_notice()
    assert "The last look for a newer list failed" in browser.notice()


def test_an_older_release_does_not_replace_a_newer_list(browser, site: Site, rules, tmp_path) -> None:
    old = site.copy_release(tmp_path / "old")
    put_linkedin_in_force(rules)
    site.publish(rules)
    assert browser.check_for_updates()
    site.restore_release(old)
    assert not browser.check_for_updates()
    assert release_in_use(browser) == 2


def test_with_the_server_gone_the_list_stays(browser, site: Site) -> None:
    site.recorder.close()
    assert not browser.check_for_updates()
    browser.open("https://www.creativebug.com/")
    browser.press_icon()
    browser.show_notice()
    assert "Asks for your e-mail address" in browser.notice()
