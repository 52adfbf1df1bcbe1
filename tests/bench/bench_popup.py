"""How long the notice takes to open in Chromium, and what it holds in memory, with 1,000 rules; beside an empty one.

From the call that opens the popup to the first picture of it with its facts. What the empty one takes is the browser's:
a window, a process, a page. The memory is what the page's scripts hold after a collection, and how many nodes it has.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))

from catalogues import large_catalogue, published  # noqa: E402
from harness.chromium import Chromium  # noqa: E402
from harness.screen import Screen  # noqa: E402
from harness.tls import make_certificate  # noqa: E402
from harness.vendors import Vendors  # noqa: E402
from harness.waiting import wait_for  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

RULES = 1000
TIMES = 15
HOST = "www.creativebug.com"

OPEN = """async () => {
    const {action, storage} = globalThis.browser ?? globalThis.chrome;
    await storage.session.remove("drawn");
    const asked = performance.timeOrigin + performance.now();
    await action.openPopup();
    return asked;
}"""
DRAWN = "(globalThis.browser ?? globalThis.chrome).storage.session.get('drawn').then(({drawn}) => drawn ?? null)"
MEASURE = """
const { storage } = globalThis.browser ?? globalThis.chrome;
const place = document.getElementById("facts") ?? document.body;
function note() {
  if (place.childElementCount === 0) return;
  watching.disconnect();
  requestAnimationFrame(() =>
    setTimeout(() => storage.session.set({ drawn: performance.timeOrigin + performance.now() })));
}
const watching = new MutationObserver(note);
watching.observe(place, { childList: true });
note();
"""
SCRIPT = '<script type="module" src="measure.js"></script>'
EMPTY_PAGE = (
    f'<!doctype html><meta charset="utf-8"><title>Empty</title><h1>Nothing</h1><div id="facts"><p></p></div>{SCRIPT}'
)
# The harness waits until something stands where the list would.
EMPTY_BACKGROUND = "chrome.runtime.onInstalled.addListener(() => chrome.storage.local.set({ index: {} }));\n"


def build(release: Path, out: Path, *, empty: bool) -> Path:
    """The package with the vendor's host granted and the clock in its popup, or an empty one in its place."""
    options = ["--browser", "chromium", "--edition", "store", "--release", str(release), "--out", str(out)]
    subprocess.run([sys.executable, ROOT / "manifest_builder.py", *options], check=True, stdout=subprocess.DEVNULL)
    package = out / "libraries-optout-store-chromium"
    popup, manifest = package / "popup/popup.html", package / "manifest.json"
    (package / "popup/measure.js").write_text(MEASURE)
    popup.write_text(EMPTY_PAGE if empty else popup.read_text().replace("</head>", f"{SCRIPT}</head>"))
    if empty:
        (package / "background/main.js").write_text(EMPTY_BACKGROUND)
    changed = json.loads(manifest.read_text()) | {"host_permissions": [f"https://{HOST}/*"]}
    manifest.write_text(json.dumps(changed))
    return package


def opening_times(browser: Chromium) -> list[float]:
    """Milliseconds from the call to the first picture, the first opening left out."""
    times = []
    for _ in range(TIMES + 1):
        if browser.popup_is_open():
            browser.close_popup()
        asked = browser.evaluate(OPEN)
        times.append(wait_for(lambda: browser.evaluate(DRAWN), "the popup") - asked)
    return times[1:]


def memory(browser: Chromium) -> tuple[float, int]:
    """What the notice's scripts hold, in KB, and its number of nodes."""
    browser.close_popup()
    browser.show(f"popup/popup.html?tab={browser.tab_id()}")
    browser.own.wait_for_selector("#facts > *", state="attached")
    protocol = browser.context.new_cdp_session(browser.own)
    protocol.send("Performance.enable")
    protocol.send("HeapProfiler.collectGarbage")
    found = {entry["name"]: entry["value"] for entry in protocol.send("Performance.getMetrics")["metrics"]}
    return found["JSHeapUsedSize"] / 1024, int(found["Nodes"])


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as name,
        published(large_catalogue(RULES)) as context,
        Screen() as screen,
        sync_playwright() as playwright,
    ):
        folder = Path(name)
        certificate = make_certificate(folder, [HOST])
        release = context.settings.instance / "public/updates"
        print(f"The notice in Chromium with {RULES} rules, median of {TIMES} openings:")
        for who, empty in (("ours", False), ("an empty extension's", True)):
            package = build(release, folder / who / "dist", empty=empty)
            with (
                Vendors(certificate) as vendors,
                Chromium(playwright, package, folder / who / "profile", vendors, certificate, screen) as browser,
            ):
                browser.open(f"https://{HOST}/")
                times = opening_times(browser)
                held, nodes = memory(browser)
                middle, fastest, slowest = statistics.median(times), min(times), max(times)
                print(
                    f"  {who:<22} opens in {middle:6.1f} ms (fastest {fastest:.1f}, slowest {slowest:.1f}), "
                    f"holds {held:,.0f} KB, {nodes} nodes"
                )


if __name__ == "__main__":
    main()
