"""From a tab's event to the decision shown, in Chromium, with 1,000 rules: the background asleep, and awake.

The package's own background runs, with a clock before its first line that notes when the worker came to life, when the
event came, and when the icon was first set. Asleep, the browser starts the worker for the event; how long that takes is
shown by itself, beside the same for an extension that has the clock alone. What the empty one takes is the browser's,
and differs by half from one hour to the next on the same machine; what ours takes beyond it, to load its code and to
decide, is ours, and is what the budget is held against.
"""

import statistics
from pathlib import Path
from typing import Any

from beside_empty import HOST, browsers
from harness.chromium import Chromium
from harness.waiting import wait_for

RULES = 1000
TIMES = 25
BUDGET = 15

MEASURED = "browser.storage.session.get('measured').then(({ measured }) => measured ?? null)"

CLOCK = """
{
  const now = () => performance.timeOrigin + performance.now();
  const { action, storage, tabs } = globalThis.browser ?? globalThis.chrome;
  const setIcon = action.setIcon.bind(action);
  const woken = performance.timeOrigin;
  let heard = 0;
  tabs.onUpdated.addListener((_id, { url }) => {
    if (url) heard = now();
  });
  action.setIcon = (look) => {
    const decided = now();
    if (heard) storage.session.set({ measured: { woken, heard, decided } });
    heard = 0;
    return setIcon(look);
  };
}
"""
# An extension that does nothing but decide at once; the harness waits until something stands where the list would.
NOTHING = """
const { action, tabs } = globalThis.browser ?? globalThis.chrome;
tabs.onUpdated.addListener((tabId, { url }) => url && action.setIcon({ tabId, path: "/icons/quiet-16.png" }));
globalThis.browser = chrome;
chrome.runtime.onInstalled.addListener(() => chrome.storage.local.set({ index: {} }));
"""


def with_clock(package: Path, manifest: dict[str, Any]) -> None:
    """Puts the clock before the background's first line."""
    background = package / manifest["background"]["service_worker"]
    background.write_text(CLOCK + background.read_text())


def empty(package: Path, manifest: dict[str, Any]) -> None:
    """Another background, with the clock."""
    (package / manifest["background"]["service_worker"]).write_text(CLOCK + NOTHING)


def measure(browser: Chromium, *, asleep: bool) -> list[dict[str, float]]:
    """What the clock noted at each visit, the first left out."""
    own = browser.context.new_page()
    own.goto(f"{browser.base}/popup/popup.html")
    protocol = browser.context.new_cdp_session(own)
    protocol.send("ServiceWorker.enable")
    visits = []
    for visit in range(TIMES + 1):
        own.evaluate("browser.storage.session.remove('measured')")
        if asleep:
            protocol.send("ServiceWorker.stopAllWorkers")
        browser.page.goto(f"https://{HOST}/{asleep}/{visit}")
        visits.append(wait_for(lambda: own.evaluate(MEASURED), "a decision"))
    own.close()
    return visits[1:]


def show(title: str, visits: list[dict[str, float]], start: str, end: str) -> float:
    """One line of the report: from one moment to another. Returns the median."""
    times = [visit[end] - visit[start] for visit in visits]
    middle, fastest, slowest = statistics.median(times), min(times), max(times)
    print(f"  {title:<52} median {middle:6.1f}, fastest {fastest:6.1f}, slowest {slowest:6.1f}")
    return middle


def main() -> None:
    print(f"From event to decision in Chromium with {RULES} rules, ms:")
    both = {}
    for who, browser in browsers(RULES, {"ours": with_clock, "an empty extension": empty}):
        asleep = measure(browser, asleep=True)
        show(f"{who}, asleep: worker's start to event", asleep, "woken", "heard")
        show(f"{who}, asleep: event to decision", asleep, "heard", "decided")
        both[who] = show(f"{who}, asleep: both", asleep, "woken", "decided")
        show(f"{who}, awake: event to decision", measure(browser, asleep=False), "heard", "decided")
    ours, browsers_own = both.values()
    print(f"  Beyond the empty one, waking included: median {ours - browsers_own:.1f} (budget {BUDGET})")


if __name__ == "__main__":
    main()
