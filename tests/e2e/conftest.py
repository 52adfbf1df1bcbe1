"""Real browsers, a real server, a stand-in for the vendors: what the end-to-end tests share."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from harness import chromium, firefox
from harness.chromium import Chromium
from harness.firefox import Firefox
from harness.silence import require_silence
from harness.site import ROOT, Site
from harness.tls import Certificate, make_certificate
from harness.vendors import Vendors

HOSTS = [
    "www.creativebug.com",
    "www.linkedin.com",
    "www.nytimes.com",
    "www.hoopladigital.com",
    "www.kanopy.com",
    "www.example.org",
    # A library of the tests: its pages, its catalogue at another company, its log-in and what is shown behind it.
    "www.lib.example",
    "guides.lib.example",
    "lib.bibliocommons.com",
    "proxy.lib.example",
    "www-creativebug-com.proxy.lib.example",
    "www-hoopladigital-com.proxy.lib.example",
    "www-creativebug-com.ezproxy.elsewhere.example",
]
Browser = Chromium | Firefox
Launch = Callable[[Site], Browser]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:  # marionette-driver leaves sockets open while it waits for the browser
        item.add_marker(pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"), HOSTS)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the real rules, for a test to change."""
    return Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


@pytest.fixture(params=["chromium", "firefox"])
def launch(
    request: pytest.FixtureRequest, tmp_path: Path, vendors: Vendors, certificate: Certificate
) -> Iterator[Launch]:
    """Starts a browser with a new profile and the package of the site's release, which is built once a test.

    At the test's end each must have been silent: see ``harness.silence``.
    """
    program = {"chromium": chromium.PROGRAM, "firefox": firefox.PROGRAM}[request.param]
    if not Path(program).exists():
        pytest.fail(f"{program} is missing. Install it: apt-get install chromium firefox-esr", pytrace=False)
    with ExitStack() as browsers:
        started: list[tuple[Browser, Site]] = []

        def start(site: Site) -> Browser:
            out = tmp_path / "dist"
            package = out / Site.package_name(request.param) if out.exists() else site.package(request.param, out)
            if request.param == "firefox":
                firefox_esr = browsers.enter_context(Firefox(package.with_suffix(".xpi"), vendors, certificate))
                started.append((firefox_esr, site))
                return firefox_esr
            playwright, screen = request.getfixturevalue("playwright"), request.getfixturevalue("screen")
            profile = tmp_path / f"profile-{len(list(tmp_path.glob('profile-*')))}"
            debian = browsers.enter_context(Chromium(playwright, package, profile, vendors, certificate, screen))
            started.append((debian, site))
            return debian

        yield start
        for browser, site in started:
            require_silence(browser, site)


@pytest.fixture
def browser(launch: Launch, site: Site) -> Browser:
    """One browser with the package of the site's release."""
    return launch(site)
