import assert from "node:assert/strict";
import { test } from "node:test";

import { DecisionStore } from "../../extension/background/decisions.js";
import { Journeys, PAUSE } from "../../extension/background/journeys.js";
import { ListStore } from "../../extension/background/list-store.js";
import { ListUpdates } from "../../extension/background/list-updates.js";
import { isDue, scheduleFrom } from "../../extension/background/update-schedule.js";
import { Watcher } from "../../extension/background/watcher.js";
import { ManagedDecisions } from "../../extension/managed/remembering.js";
import { LanguageStore } from "../../extension/shared/language-store.js";
import { LibraryStore } from "../../extension/shared/library.js";
import { ENTRIES, rule as listed } from "./sample-list.js";
import { fakeStorage } from "./vectors.js";

const NOW = Date.parse("2026-11-24T12:00:00Z");
const now = () => NOW;
const SHOP = "https://shop.com/";
const RULE = listed("shop");
const LIST = [...ENTRIES, RULE].map((entry) => JSON.stringify(entry)).join("\n");
const PACKAGED = { list: LIST, mutes: "", served: "", sha256: "ab", mutesSha256: "cd", development: false };
const NO_POLICY = { read: async () => ({ settings: { loudness: "once", locked: [] } }) };

/** One of each type that a storage can hold, and what looks right from afar. */
const RUBBISH = [
  null,
  true,
  0,
  -7,
  1e300,
  "",
  "rubbish",
  "\u0000",
  [],
  [null],
  [1, "x", {}],
  {},
  { failures: 3, nextCheck: "soon", checkedAt: {}, failedAt: "x" },
  { claim: 5, at: "never", length: "month" },
  { rule: "x", told: "yes", at: null, between: {} },
  { on: "today", count: 1e9 },
  { name: "x", pages: [5], logins: "y", templates: null, marks: "loud" },
  { name: "x", pages: [], logins: [], templates: [], marks: "words", paths: { a: 5 } },
  { list: "{", mutes: "{", served: 1, sha256: 2, mutesSha256: 3 },
  { on: "2026-11-24", date: "2026-11-23", release: 1, rules: [null], proxies: [null], rewrites: [7] },
];
const KEYS = ["listInUse", "index", "schedule", "language", "library", "neverOpen", "opened", `told ${RULE.id}`];
const ALL_KEYS = [...KEYS, `quiet ${RULE.id}`, "journey 1", "journey 2"];

const forbidden = () => ({
  get: () => Promise.reject(new Error("forbidden")),
  set: () => Promise.reject(new Error("forbidden")),
  remove: () => Promise.reject(new Error("forbidden")),
});

/** Reads all, takes nothing. */
function full(storage = fakeStorage()) {
  return { ...storage, set: () => Promise.reject(new Error("QUOTA_BYTES quota exceeded")) };
}

/** A whole background on these two storages; `visit` tells how often the popup opened, and the badge. */
function background(local, session) {
  const at = { url: "", badge: "", opened: 0 };
  const action = {
    setIcon: async () => undefined,
    setTitle: async () => undefined,
    setBadgeText: async ({ text }) => void (at.badge = text),
    openPopup: async () => void (at.opened += 1),
  };
  const browser = {
    action,
    tabs: { get: async () => ({ active: true, url: at.url, windowId: 1 }) },
    windows: { get: async () => ({ focused: true }) },
  };
  const watcher = new Watcher({
    browser,
    lists: new ListStore({ storage: local, now, packaged: async () => PACKAGED }),
    library: new LibraryStore(local),
    decisions: () => new ManagedDecisions({ storage: local, now, policy: NO_POLICY }),
    journeys: new Journeys({ storage: session, now }),
    translate: async () => (key) => key,
    resting: async () => ({ picture: "quiet", badge: false, title: "" }),
  });
  return async (tabId, url = SHOP) => {
    at.url = url;
    await watcher.onUpdated(tabId, { url }, { incognito: false });
    return [at.opened, at.badge];
  };
}

test("whatever a store was damaged to, the warning comes once, and nothing crashes", async () => {
  for (const rubbish of RUBBISH) {
    const damaged = () => Object.fromEntries(ALL_KEYS.map((key) => [key, rubbish]));
    const visit = background(fakeStorage(damaged()), fakeStorage(damaged()));
    // What she may have said remains said: nothing else looks like a choice than "true" where one was kept.
    const opens = rubbish === true ? 0 : 1;
    assert.deepEqual(await visit(1), [opens, "!"], JSON.stringify(rubbish));
    assert.deepEqual(await visit(1), [opens, "!"], JSON.stringify(rubbish));
    assert.deepEqual(await visit(2), [opens, "!"], JSON.stringify(rubbish));
    await background(fakeStorage(damaged()), fakeStorage(damaged()))(1, "https://elsewhere.example/");
  }
});

test("one damaged key takes no choice of another with it", async () => {
  const library = { name: "Library", pages: ["www.lib.example"], logins: [], templates: [], marks: "words" };
  const claim = "any";
  const kept = { neverOpen: true, "quiet x": { claim, at: NOW, length: "always" }, library, language: "es" };
  for (const key of Object.keys(kept)) {
    for (const rubbish of RUBBISH.filter((value) => value !== true)) {
      const storage = fakeStorage({ ...kept, [key]: rubbish });
      const decisions = await new DecisionStore({ storage, now }).read("x");
      assert.equal(decisions.neverOpen, key !== "neverOpen");
      assert.equal(decisions.snooze?.length, key === "quiet x" ? undefined : "always");
      const read = await new LibraryStore(storage).read();
      assert.deepEqual(read, key === "library" ? null : library, JSON.stringify(rubbish));
      if (key !== "language") assert.equal(await new LanguageStore(storage).read(), "es");
    }
  }
});

test("a store that is full shows the badge and never opens: what cannot be written down would be told twice", async () => {
  const visit = background(full(), full());
  for (let n = 0; n < 3; n++) assert.deepEqual(await visit(n), [0, "!"]);
});

test("a store that is full keeps what was chosen before", async () => {
  const store = fakeStorage();
  await new DecisionStore({ storage: store, now }).setNeverOpen(true);
  const decisions = new DecisionStore({ storage: full(store), now });
  await assert.rejects(decisions.setNeverOpen(false), /quota/);
  assert.equal((await decisions.read("x")).neverOpen, true);
});

test("where nothing can be kept the badge warns, and nothing opens by itself: she may have forbidden it", async () => {
  const visit = background(forbidden(), forbidden());
  for (let n = 0; n < 3; n++) assert.deepEqual(await visit(n), [0, "!"]);
  const store = new DecisionStore({ storage: forbidden(), now });
  assert.deepEqual(await store.overview(), { neverOpen: true, quiet: [] });
  assert.equal(await new LibraryStore(forbidden()).read(), null);
});

test("a damaged schedule is planned anew, and never keeps the list from being looked for", async () => {
  for (const rubbish of RUBBISH) {
    const storage = fakeStorage({ schedule: rubbish });
    const updates = new ListUpdates({ storage, now });
    const schedule = await updates.schedule();
    assert.deepEqual(schedule, scheduleFrom(rubbish));
    assert.ok(Number.isInteger(schedule.failures) && schedule.failures >= 0);
    for (const moment of ["nextCheck", "checkedAt", "failedAt"]) {
      assert.ok(schedule[moment] === undefined || Number.isFinite(schedule[moment]));
    }
    assert.equal(isDue(schedule, NOW), false); // and `nextCheck` is undefined: the background plans the first one
    assert.equal(schedule.nextCheck, undefined);
  }
  const good = { failures: 2, nextCheck: NOW, checkedAt: 5, failedAt: 6, failure: "expired" };
  assert.deepEqual(scheduleFrom(good), good);
});

test("a journey does not outlive a clock that is set by years", async () => {
  for (const years of [-10, 10]) {
    const clock = { time: NOW };
    const journeys = new Journeys({ storage: fakeStorage(), now: () => clock.time });
    await journeys.arrive(1, "x");
    await journeys.markTold(1);
    assert.equal(await journeys.arrive(1, "x"), true);
    clock.time += years * 365 * 24 * 2 * PAUSE;
    assert.equal(await journeys.arrive(1, "x"), false);
    await journeys.markTold(1);
    clock.time -= years * 365 * 24 * 2 * PAUSE;
    await journeys.passBy(1);
    assert.equal(await journeys.arrive(1, "x"), false);
  }
});
