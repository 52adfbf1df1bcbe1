"""What leaves the extension: the update requests, the same from everybody, and nothing else."""

import pytest
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


def test_a_copy_without_update_address_asks_nothing(launch, site: Site) -> None:
    site.package_options = ("--no-updates",)
    browser = launch(site)
    site.recorder.requests.clear()
    assert not browser.check_for_updates()
    browser.show_notice()
    assert "This copy does not look for newer ones" in browser.notice()
    assert site.recorder.requests == []
