"""Browsers that a policy sets up: empty profiles, no loading flags, packages from a server over TLS. Root only."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from harness.site import ROOT
from harness.tls import Certificate, make_certificate
from harness.vendors import Vendors
from library_kit import Kit
from managed_chromium import ManagedChromium
from managed_firefox import ManagedFirefox
from tls_site import TlsSite

HOSTS = [
    "www.creativebug.com",
    "www.hoopladigital.com",
    "www.kanopy.com",
    "www.library.example.org",
    "www.craft-club.example.org",  # of a rule that a later list adds
]
Browser = ManagedChromium | ManagedFirefox


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:  # marionette-driver leaves sockets open while it waits for the browser
        item.add_marker(pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"))


@pytest.fixture(autouse=True, scope="session")
def _root() -> None:
    if os.geteuid() != 0:
        pytest.skip("NOT RUN: the policy tests mount a policy folder of their own, which only root may do")


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"), HOSTS)


@pytest.fixture(scope="session")
def prepared_site(tmp_path_factory: pytest.TempPathFactory, certificate: Certificate) -> TlsSite:
    """An installation behind TLS with release 1 made of the real rules; each test gets a copy."""
    return TlsSite.prepared(tmp_path_factory.mktemp("prepared") / "instance", ROOT / "rules", certificate)


@pytest.fixture
def make_kit(site: TlsSite, tmp_path: Path) -> Callable[..., Kit]:
    """Makes a kit of these settings with our own command."""

    def make(settings: str, *, own: bool = False) -> Kit:
        return Kit(site, tmp_path / f"kit-{len(list(tmp_path.glob('kit-*')))}", settings, own=own)

    return make


@pytest.fixture(params=["chromium", "firefox"])
def start(
    request: pytest.FixtureRequest, tmp_path: Path, vendors: Vendors, certificate: Certificate
) -> Iterator[Callable[[Kit], Browser]]:
    """Starts a browser with an empty profile and a kit's policy, and waits until the package is installed.

    A second one takes the place of the first.
    """
    with ExitStack() as browsers:

        def launch(kit: Kit) -> Browser:
            browsers.close()
            if request.param == "firefox":
                return browsers.enter_context(ManagedFirefox(vendors, certificate, kit))
            playwright, screen = request.getfixturevalue("playwright"), request.getfixturevalue("screen")
            profile = tmp_path / f"profile-{len(list(tmp_path.glob('profile-*')))}"
            parts = (playwright, profile, vendors, certificate, screen)
            return browsers.enter_context(ManagedChromium(*parts, kit=kit))

        yield launch
