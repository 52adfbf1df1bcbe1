"""What leaves the extension: the update requests, the same from everybody, and nothing else."""

import shutil
from pathlib import Path

import pytest
from harness.silence import require_silence
from harness.site import Site

PATHS = ["/updates/2.root.json", "/updates/timestamp.json"]


@pytest.mark.path
def test_two_installations_send_byte_identical_requests_and_nothing_else(launch, site: Site, vendors) -> None:
    logs = []
    for history in (
        ["https://www.creativebug.com/"],
        ["https://www.kanopy.com/", "https://www.linkedin.com/learning/x"],
    ):
        browser = launch(site)
        site.recorder.requests.clear()
        for url in history:
            browser.open(url)
            browser.press_icon()
            browser.close_popup()
        browser.check_for_updates()
        logs.append(sorted(site.recorder.requests))
    assert [head.split(b" ")[1].decode() for head in logs[0]] == PATHS
    assert logs[0] == logs[1]
    asked = {host for host, _path in vendors.requests}
    assert asked == {"www.creativebug.com", "www.kanopy.com", "www.linkedin.com"}
    assert {path for _host, path in vendors.requests} <= {"/", "/learning/x", "/favicon.ico"}


def rename_libby(rules: Path, name: str) -> None:
    path = rules / "vendors" / "libby.yaml"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(f"name: {name}\n" if line.startswith("name: ") else line for line in lines))


def test_who_came_through_releases_and_mutes_asks_the_same_bytes_as_who_installs_today(
    launch, site: Site, rules: Path, tmp_path: Path
) -> None:
    old = launch(site)
    old.open("https://www.creativebug.com/")
    for number in (2, 3):
        rename_libby(rules, f"Libby {number}")
        site.publish(rules)
        assert old.check_for_updates()
        rule = {2: "creativebug", 3: "kanopy"}[number]
        site.run("optout", "mute", "add", rule, "--reason", "They disagree.", "--by", "Editor")
        assert old.check_for_updates()
    today = site.copy_release(tmp_path / "today")
    site.run("optout", "worker", "--once")
    tomorrow = site.copy_release(tmp_path / "tomorrow")
    site.recorder.requests.clear()
    assert not old.check_for_updates()
    of_old = sorted(site.recorder.requests)

    # At the same path: Chromium makes an unpacked extension's id from it; a store gives everybody the same one.
    shutil.rmtree(tmp_path / "dist")
    site.restore_release(today)
    new = launch(site)
    site.restore_release(tomorrow)
    site.recorder.requests.clear()
    assert not new.check_for_updates()
    assert sorted(site.recorder.requests) == of_old
    names = [head.split(b" ")[1].decode().removeprefix("/updates/") for head in of_old]
    roles = [name.lstrip("0123456789.") for name in names]
    assert roles == [
        "root.json",
        "mute.json",
        "snapshot.json",
        "timestamp.json",
    ]


def test_a_copy_without_update_address_asks_nothing(launch, site: Site) -> None:
    site.package_options = ("--no-updates",)
    browser = launch(site)
    site.recorder.requests.clear()
    assert not browser.check_for_updates()
    browser.show_notice()
    assert "This copy does not look for newer ones" in browser.notice()
    assert site.recorder.requests == []


def test_the_look_that_ends_every_test_can_fail(launch, site: Site) -> None:
    browser = launch(site)
    assert not browser.check_for_updates()
    assert f"{site.url}/updates/timestamp.json" in browser.asked_by_extension()
    site.package_options = ("--no-updates",)  # as if this copy should ask nothing
    with pytest.raises(AssertionError, match=r"timestamp\.json"):
        require_silence(browser, site)
    site.package_options = ()
