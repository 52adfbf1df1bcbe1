"""How long the notice takes to open in Chromium, and what it holds in memory, with 1,000 rules; beside an empty one.

From the call that opens the popup to the first picture of it with its facts. What the empty one takes is the browser's:
a window, a process, a page. The memory is what the page's scripts hold after a collection, and how many nodes it has.
"""

import statistics
from pathlib import Path
from typing import Any

from beside_empty import HOST, browsers
from harness.chromium import Chromium
from harness.waiting import wait_for

RULES = 1000
TIMES = 15

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


def with_clock(package: Path, _manifest: dict[str, Any]) -> None:
    """Put the clock into the popup of the package."""
    popup = package / "popup/popup.html"
    (package / "popup/measure.js").write_text(MEASURE)
    popup.write_text(popup.read_text().replace("</head>", f"{SCRIPT}</head>"))


def emptied(package: Path, _manifest: dict[str, Any]) -> None:
    """Leave a popup with the clock and nothing else, and a background that does nothing."""
    (package / "popup/measure.js").write_text(MEASURE)
    (package / "popup/popup.html").write_text(EMPTY_PAGE)
    (package / "background/main.js").write_text(EMPTY_BACKGROUND)


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
    print(f"The notice in Chromium with {RULES} rules, median of {TIMES} openings:")
    for who, browser in browsers(RULES, {"ours": with_clock, "an empty extension's": emptied}):
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
