"""What the extension may ask the network for: the update address it was given, and nothing else."""

from harness.chromium import Chromium
from harness.firefox import Firefox
from harness.site import Site


def require_silence(browser: Chromium | Firefox, site: Site) -> None:
    """Fail if the extension has asked for anything but the site's list, or for anything without an update address.

    The browser's own word is taken, not the servers': a request that nobody answers counts too, and so does a page that
    the extension opens, unless the test had it opened in a person's place. Closes a Chromium.
    """
    asks_none = "--no-updates" in site.package_options
    asked = set(browser.asked_by_extension()) - set(browser.opened_for_test)
    wrong = sorted(url for url in asked if asks_none or not url.startswith(f"{site.url}/updates/"))
    assert wrong == [], f"the extension asked for {wrong}"
