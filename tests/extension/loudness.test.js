import assert from "node:assert/strict";
import { test } from "node:test";

// Her midnight is not the world's: before the modules are loaded.
process.env.TZ = "America/New_York";

import { BUDGET, isQuiet, loudness } from "../../extension/background/alert-budget.js";
import { DecisionStore } from "../../extension/background/decisions.js";
import { buildIndex } from "../../extension/rule-list/index.js";
import { ListStore } from "../../extension/background/list-store.js";
import { ENTRIES, rule as listed, sampleList } from "./sample-list.js";
import { fakeStorage } from "./vectors.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const RULE = { id: "x", effects: { icon: "alert", badge: true, opens: true }, claim: "required email" };
const CHANGED = { ...RULE, claim: "required email name" };
/** 20:00 by her clock, and already the next day by Greenwich's. */
const EVENING = Date.parse("2026-11-24T01:00:00Z");

/** A store with a clock that the test moves. */
function patron() {
  const clock = { time: EVENING };
  const storage = fakeStorage();
  const store = new DecisionStore({ storage, now: () => clock.time });
  const ask = async (rule = RULE) => loudness(rule, await store.read(rule.id), clock.time);
  return { clock, storage, store, ask };
}

test("a claim opens the popup once, then only the badge stays", async () => {
  const { store, ask, clock } = patron();
  assert.equal(await ask(), "open");
  await store.markTold("x", RULE.claim);
  assert.equal(await ask(), "badge");
  clock.time += 1000 * DAY;
  assert.equal(await ask(), "badge");
});

test("a new claim of the same rule may speak once more; one that comes back was told before", async () => {
  const { store, ask } = patron();
  await store.markTold("x", RULE.claim);
  assert.equal(await ask(CHANGED), "open");
  await store.markTold("x", CHANGED.claim);
  assert.equal(await ask(CHANGED), "badge");
  assert.equal(await ask(), "badge");
});

test("quiet for today ends at her own midnight", async () => {
  const { store, ask, clock } = patron();
  await store.snooze("x", RULE.claim, "today");
  assert.equal(await ask(), "none");
  clock.time += 4 * HOUR - 1;
  assert.equal(await ask(), "none");
  clock.time += 1;
  assert.equal(await ask(), "open");
});

test("quiet for 30 days ends by itself, to the moment", async () => {
  const { store, ask, clock } = patron();
  await store.snooze("x", RULE.claim, "month");
  clock.time += 30 * DAY - 1;
  assert.equal(await ask(), "none");
  clock.time += 1;
  assert.equal(await ask(), "open");
});

test("quiet for good survives storage, and can be ended", async () => {
  const { store, ask, clock } = patron();
  await store.snooze("x", RULE.claim, "always");
  clock.time += 30_000 * DAY;
  assert.equal(await ask(), "none");
  await store.endSnooze("x");
  assert.equal(await ask(), "open");
});

test("a new claim on a silenced rule speaks once, and quiet goes on", async () => {
  const { store, ask, clock } = patron();
  await store.snooze("x", RULE.claim, "always");
  assert.equal(await ask(CHANGED), "open");
  await store.markTold("x", CHANGED.claim);
  assert.equal(await ask(CHANGED), "none");
  assert.equal(await ask(), "none");
  clock.time += 1000 * DAY;
  assert.equal(await ask(CHANGED), "none");
});

test("where it may not open, a new claim on a silenced rule shows the badge until she has looked", async () => {
  const { store, ask } = patron();
  await store.setNeverOpen(true);
  await store.snooze("x", RULE.claim, "month");
  assert.equal(await ask(CHANGED), "badge");
  await store.acknowledge("x", CHANGED.claim);
  assert.equal(await ask(CHANGED), "none");
});

test("looking at a claim neither starts quiet nor makes it longer", async () => {
  const { store, ask, clock } = patron();
  await store.acknowledge("x", RULE.claim);
  assert.equal(await ask(), "open");
  await store.snooze("x", RULE.claim, "month");
  clock.time += 29 * DAY;
  await store.acknowledge("x", CHANGED.claim);
  clock.time += DAY;
  assert.equal(await ask(CHANGED), "open");
});

test("one silenced rule does not silence another", async () => {
  const { store, ask } = patron();
  await store.snooze("x", RULE.claim, "always");
  assert.equal(await ask({ ...RULE, id: "y" }), "open");
});

test("never open by itself leaves the badge", async () => {
  const { store, ask } = patron();
  await store.setNeverOpen(true);
  assert.equal(await ask(), "badge");
});

test("no more than three openings a day, over all rules; her next day begins anew", async () => {
  const { store, ask, clock } = patron();
  for (let n = 0; n < BUDGET.openingsADay; n++) {
    assert.equal(await ask(), "open");
    await store.markTold(`other ${n}`, "claim");
  }
  assert.equal(await ask(), "badge");
  clock.time += 4 * HOUR - 1;
  assert.equal(await ask(), "badge");
  clock.time += 1;
  assert.equal(await ask(), "open");
});

test("what does not warn is never loud; what is planned for a day shows the badge alone", async () => {
  const { ask } = patron();
  assert.equal(await ask({ ...RULE, effects: { icon: "lit", badge: false, opens: false } }), "none");
  assert.equal(await ask({ ...RULE, effects: { icon: "alert", badge: true, opens: false } }), "badge");
});

test("a clock that was years ahead when she asked for quiet does not keep it for years", async () => {
  const { store, ask, clock } = patron();
  clock.time += 9 * 365 * DAY;
  await store.snooze("x", RULE.claim, "month");
  clock.time = EVENING;
  assert.equal(await ask(), "none");
  clock.time += 30 * DAY - 1;
  assert.equal(await ask(), "none");
  clock.time += 1;
  assert.equal(await ask(), "open");
});

test("a clock that is wrong for a while takes no choice away and warns of nothing twice", async () => {
  const { store, ask, clock } = patron();
  await store.markTold("x", RULE.claim);
  await store.snooze("y", RULE.claim, "always");
  await store.snooze("z", RULE.claim, "month");
  for (const years of [-20, 30]) {
    clock.time = EVENING + years * 365 * DAY;
    assert.equal(await ask(), "badge");
    assert.equal(await ask({ ...RULE, id: "y" }), "none");
  }
  clock.time = EVENING;
  assert.equal(await ask({ ...RULE, id: "z" }), "none");
});

test("what was damaged counts as not there, and takes nothing else with it", async () => {
  const { storage, store, ask } = patron();
  await store.snooze("y", RULE.claim, "always");
  const damaged = [7, "?", [], {}, [{}], { claim: 1 }, { claim: RULE.claim, at: "x", length: "month" }, null];
  for (const value of damaged) {
    Object.assign(storage.held, { "told x": value, "quiet x": value, opened: value, neverOpen: value });
    assert.equal(await ask(), "open", JSON.stringify(value));
    assert.equal(await ask({ ...RULE, id: "y" }), "none");
    await store.markTold("x", RULE.claim);
    assert.equal(await ask(), "badge");
  }
});

test("the settings list what is quiet now, with its end", async () => {
  const { store, clock } = patron();
  await store.snooze("b", RULE.claim, "always");
  await store.snooze("a", RULE.claim, "month");
  await store.snooze("c", RULE.claim, "today");
  clock.time += DAY;
  const { quiet } = await store.overview();
  assert.deepEqual(quiet, [
    { rule: "a", until: EVENING + 30 * DAY },
    { rule: "b", until: Infinity },
  ]);
});

test("standings follow the clock there and back: a day years ahead is not kept", async () => {
  const clock = { time: EVENING };
  const list = ENTRIES.map((entry) => JSON.stringify(entry)).join("\n");
  const stored = { list, mutes: "", served: "", sha256: "", mutesSha256: "", development: false };
  const lists = new ListStore({ storage: fakeStorage(), now: () => clock.time, packaged: async () => stored });
  const badge = async () => (await lists.index()).rules.find(({ id }) => id === "creativebug").effects.badge;
  assert.equal(await badge(), true);
  clock.time += 9 * 365 * DAY;
  assert.equal(await badge(), false);
  clock.time = EVENING;
  assert.equal(await badge(), true);
  clock.time -= 9 * 365 * DAY; // never before the list's own day
  assert.equal((await lists.index()).on, "2026-11-23");
});

test("a claim's version changes with what is asked, not with its sources", () => {
  const version = (changes) => buildIndex(sampleList([...ENTRIES, listed("new", changes)]), new Map(), "2026-11-24");
  const claim = (changes) => version(changes).rules.find(({ id }) => id === "new").claim;
  assert.equal(claim({}), claim({ review_by: "2027-05-22" }));
  assert.notEqual(claim({}), claim({ data: ["email-address", "full-name"] }));
  assert.ok(!isQuiet({ told: [], snooze: { claim: claim({}), at: EVENING, length: "always" } }, "another", EVENING));
});
