"""From a tab's event to the decision shown, in Chromium, with 1,000 rules: the background asleep, and awake.

The package's own background runs, with a clock before its first line that notes when the worker came to life, when the
event came, and when the icon was first set. Asleep, the browser starts the worker for the event; how long that takes is
shown by itself, beside the same for an extension that has the clock alone.

On two cores there are browsers in which every start takes 8 ms longer than in others, for the empty extension too (it
seems to depend on the core that the extension's process runs on). So each is run in several browsers, in turn, and
the quietest is shown beside the middle.
"""

import statistics
from pathlib import Path
from typing import Any

from beside_empty import HOST, browsers
from harness.chromium import Chromium
from harness.waiting import wait_for
from playwright.sync_api import CDPSession, Page

RULES = 1000
ROUNDS = 5
TIMES = 10
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


OURS, EMPTY = "ours", "an empty extension"
# A page of the extension from which the clock is read: it does nothing by itself, as it shares the worker's process.
READER = "reader.html"
IDLE = "new Promise((resolve) => requestIdleCallback(() => resolve(true), { timeout: 500 }))"


def with_clock(package: Path, manifest: dict[str, Any]) -> None:
    """Puts the clock before the background's first line."""
    background = package / manifest["background"]["service_worker"]
    background.write_text(CLOCK + background.read_text())
    (package / READER).write_text("<!doctype html><title>Reader</title>")


def empty(package: Path, manifest: dict[str, Any]) -> None:
    """Another background, with the clock."""
    with_clock(package, manifest)
    (package / manifest["background"]["service_worker"]).write_text(CLOCK + NOTHING)


def put_to_sleep(protocol: CDPSession, own: Page) -> None:
    """Stop the worker, and wait until it is gone and its process idle: who is woken has slept for half a minute."""
    gone: list[bool] = []

    def on_update(event: dict[str, Any]) -> None:
        gone.extend(version["runningStatus"] == "stopped" for version in event["versions"])

    protocol.on("ServiceWorker.workerVersionUpdated", on_update)
    protocol.send("ServiceWorker.stopAllWorkers")
    wait_for(lambda: own.evaluate(IDLE) and any(gone), "the worker to stop")
    protocol.remove_listener("ServiceWorker.workerVersionUpdated", on_update)


def measure(browser: Chromium, *, asleep: bool) -> list[dict[str, float]]:
    """What the clock noted at each visit, the first left out."""
    own = browser.context.new_page()
    own.goto(f"{browser.base}/{READER}")
    protocol = browser.context.new_cdp_session(own)
    protocol.send("ServiceWorker.enable")
    visits = []
    for visit in range(TIMES + 1):
        own.evaluate("browser.storage.session.remove('measured')")
        if asleep:
            put_to_sleep(protocol, own)
        browser.page.goto(f"https://{HOST}/{asleep}/{visit}")
        visits.append(wait_for(lambda: own.evaluate(MEASURED), "a decision"))
    own.close()
    return visits[1:]


def show(title: str, rounds: list[list[float]]) -> None:
    """One line of the report: what took so long, in each round's visits."""
    medians = [statistics.median(times) for times in rounds]
    print(f"  {title:<52} median {statistics.median(medians):6.1f}, in the quietest browser {min(medians):6.1f}")


def spans(rounds: list[list[dict[str, float]]], start: str, end: str) -> list[list[float]]:
    """From one moment to another, in each visit."""
    return [[visit[end] - visit[start] for visit in visits] for visits in rounds]


def main() -> None:
    asleep: dict[str, list[list[dict[str, float]]]] = {OURS: [], EMPTY: []}
    awake: dict[str, list[list[dict[str, float]]]] = {OURS: [], EMPTY: []}
    for _ in range(ROUNDS):
        for who, browser in browsers(RULES, {OURS: with_clock, EMPTY: empty}):
            asleep[who].append(measure(browser, asleep=True))
            awake[who].append(measure(browser, asleep=False))
    print(f"From event to decision in Chromium with {RULES} rules, ms (budget {BUDGET}):")
    for who in (OURS, EMPTY):
        show(f"{who}, awake: event to decision", spans(awake[who], "heard", "decided"))
        show(f"{who}, asleep: event to decision", spans(asleep[who], "heard", "decided"))
        show(f"{who}, asleep: worker's start to event", spans(asleep[who], "woken", "heard"))
        show(f"{who}, asleep: both", spans(asleep[who], "woken", "decided"))


if __name__ == "__main__":
    main()
