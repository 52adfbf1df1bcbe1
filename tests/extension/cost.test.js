import assert from "node:assert/strict";
import { test } from "node:test";

import { Journeys } from "../../extension/background/journeys.js";
import { Watcher } from "../../extension/background/watcher.js";
import { fakeStorage } from "./vectors.js";

/** A background that counts what it reads; whatever else it would do is an error. */
function counted() {
  const session = fakeStorage();
  const reads = [];
  const storage = { ...session, get: (key) => (reads.push(key), session.get(key)) };
  const never = () => assert.fail("nothing of this is needed for a page that nobody knows");
  const watcher = new Watcher({
    browser: {},
    lists: { index: never },
    library: { read: never },
    decisions: never,
    journeys: new Journeys({ storage, now: Date.now }),
    translate: never,
    resting: never,
  });
  return { reads, session, watcher };
}

test("a page that is neither a company's nor the library's costs one look-up: whether an errand is under way", async () => {
  const { reads, session, watcher } = counted();
  const events = [
    { status: "loading" },
    { title: "A page" },
    { favIconUrl: "https://elsewhere.example/favicon.ico" },
    { audible: true },
    { status: "complete" },
  ];
  for (const change of events) await watcher.onUpdated(7, change, { incognito: false });
  assert.deepEqual(reads, ["journey 7"]);
  assert.deepEqual(session.held, {}, "and nothing is written");
});
