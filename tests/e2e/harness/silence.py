"""What the extension may ask the network for: the update address it was given, and nothing else."""

from harness.chromium import Chromium
from harness.firefox import Firefox
from harness.site import Site


def require_silence(browser: Chromium | Firefox, site: Site) -> None:
    """Fail if the extension has asked for anything but the site's list, or for anything without an update address.

    The browser's own word is taken, not the servers': a request that nobody answers counts too. Closes a Chromium.
    """
    asks_none = "--no-updates" in site.package_options
    wrong = [url for url in browser.asked_by_extension() if asks_none or not url.startswith(f"{site.url}/updates/")]
    assert wrong == [], f"the extension asked for {wrong}"
