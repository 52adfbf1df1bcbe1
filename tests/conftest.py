"""Settings for all tests, and what every test with a browser shares: made once in a process, whichever folder asks."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent / "e2e"))

from harness.screen import Screen
from harness.site import ROOT, Site
from harness.tls import Certificate
from harness.vendors import Vendors
from playwright.sync_api import Playwright, sync_playwright

# Time is measured by make bench; a busy computer must not fail a test about behaviour.
settings.register_profile("libraries-optout", deadline=None)
settings.load_profile("libraries-optout")


def pytest_unconfigure() -> None:
    gc.collect()  # mozprofile complains of an import if it is collected later, at the interpreter's end


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all folders: a second one in the same process is refused."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@pytest.fixture
def vendors(certificate: Certificate) -> Iterator[Vendors]:
    with Vendors(certificate) as vendors:
        yield vendors


@pytest.fixture(scope="session")
def prepared_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An installation with release 1 made of the real rules; each test gets a copy."""
    return Site.prepare(tmp_path_factory.mktemp("prepared") / "instance", ROOT / "rules")


@pytest.fixture
def site(tmp_path: Path, prepared_site: Site) -> Iterator[Site]:
    """Our server, running, with release 1 made of the real rules."""
    with prepared_site.copy(tmp_path / "instance") as site:
        yield site
