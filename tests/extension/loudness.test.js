import assert from "node:assert/strict";
import { test } from "node:test";

import { loudness, OPENINGS_A_DAY } from "../../extension/background/alert-budget.js";
import { ALWAYS, DecisionStore } from "../../extension/background/decisions.js";
import { fakeStorage } from "./vectors.js";

const DAY = 86_400_000;
const RULE = { id: "x", effects: { icon: "alert", badge: true, opens: true }, claim: "required email" };

/** A store with a clock that the test moves. */
function patron() {
  const clock = { time: 20_000 * DAY };
  const store = new DecisionStore({ storage: fakeStorage(), now: () => clock.time });
  const ask = async (rule = RULE) => loudness(rule, await store.read(rule.id), clock.time);
  return { clock, store, ask };
}

test("a claim opens the popup once, then only the badge stays", async () => {
  const { store, ask, clock } = patron();
  assert.equal(await ask(), "open");
  await store.markTold("x", RULE.claim);
  assert.equal(await ask(), "badge");
  clock.time += 1000 * DAY;
  assert.equal(await ask(), "badge");
});

test("a new claim of the same rule may speak once more", async () => {
  const { store, ask } = patron();
  await store.markTold("x", RULE.claim);
  const changed = { ...RULE, claim: "required email name" };
  assert.equal(await ask(changed), "open");
});

test("quiet lasts as long as asked and ends by itself", async () => {
  const { store, ask, clock } = patron();
  await store.setQuiet("x", 30);
  assert.equal(await ask(), "none");
  clock.time += 30 * DAY - 1;
  assert.equal(await ask(), "none");
  clock.time += 1;
  assert.equal(await ask(), "open");
});

test("quiet for good survives storage, and can be ended", async () => {
  const { store, ask, clock } = patron();
  await store.setQuiet("x", ALWAYS);
  clock.time += 30_000 * DAY;
  assert.equal(await ask(), "none");
  await store.setQuiet("x", null);
  assert.equal(await ask(), "open");
});

test("never open by itself leaves the badge", async () => {
  const { store, ask } = patron();
  await store.setNeverOpen(true);
  assert.equal(await ask(), "badge");
});

test("no more than three openings a day, over all rules; the next day begins anew", async () => {
  const { store, ask, clock } = patron();
  for (let n = 0; n < OPENINGS_A_DAY; n++) await store.markTold(`other ${n}`, "claim");
  assert.equal(await ask(), "badge");
  clock.time += DAY;
  assert.equal(await ask(), "open");
});

test("what does not warn is never loud; what is planned for a day shows the badge alone", async () => {
  const { ask } = patron();
  assert.equal(await ask({ ...RULE, effects: { icon: "lit", badge: false, opens: false } }), "none");
  assert.equal(await ask({ ...RULE, effects: { icon: "alert", badge: true, opens: false } }), "badge");
});
