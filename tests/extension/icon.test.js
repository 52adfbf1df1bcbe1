import assert from "node:assert/strict";
import { test } from "node:test";

import { DecisionStore } from "../../extension/background/decisions.js";
import { Journeys } from "../../extension/background/journeys.js";
import { isOld, OLD_AFTER, restingLook } from "../../extension/background/resting.js";
import { Watcher } from "../../extension/background/watcher.js";
import { loadMessages } from "../../extension/shared/messages.js";
import { english } from "./sample-list.js";
import { fakeStorage } from "./vectors.js";

const DATE = "2026-11-23";
const DAY = 86_400_000;
const THEN = Date.parse(DATE);
const OWN = { state: "none", settings: { notices: "on" } };
const translate = await loadMessages("en", async () => english);
const resting = (changes) =>
  restingLook({ policy: OWN, date: DATE, schedule: { failures: 0 }, now: THEN, ...changes }, translate, "en");

test("where there is nothing to say the icon is quiet, and bears the name alone", () => {
  assert.deepEqual(resting({}), { picture: "quiet", badge: false, title: "Libraries OptOut" });
});

test("where the library shows no notices the icon says so; before its settings are here it says nothing", () => {
  const settings = { notices: "off" };
  const off = resting({ policy: { state: "here", settings } });
  assert.equal(off.picture, "off");
  assert.match(off.title, /turned off by your library/);
  assert.equal(resting({ policy: { state: "waiting", settings } }).picture, "quiet");
});

test("a list that nobody could check for 90 days is old, and the title says since when", () => {
  assert.equal(resting({ now: THEN + OLD_AFTER }).picture, "quiet");
  const old = resting({ now: THEN + OLD_AFTER + 1 });
  assert.equal(old.picture, "old");
  assert.equal(old.title, "Libraries OptOut: the list is old, last checked 3 months ago");
});

test("a look that went well keeps an unchanged list young; one that lies ahead was made by a wrong clock", () => {
  const now = THEN + OLD_AFTER + DAY;
  assert.equal(isOld(DATE, { failures: 0, checkedAt: now - DAY }, now), false);
  assert.equal(isOld(DATE, { failures: 9, checkedAt: THEN + 2 * DAY, failedAt: now }, now), false);
  assert.equal(isOld(DATE, { failures: 0, checkedAt: now + 1 }, now), true);
});

/** What the icon shows on a page of a rule with these effects, after the patron's decisions. */
async function shownOn(url, effects, decide = async () => undefined) {
  const shown = {};
  const note = (key) => async (look) => void Object.assign(shown, { [key]: look[key] });
  const session = fakeStorage();
  const now = () => THEN;
  const store = new DecisionStore({ storage: fakeStorage(), now });
  await decide(store);
  const rule = { id: "shop", name: "Shop", hosts: [{ host: "shop.com" }], effects, claim: "c" };
  const watcher = new Watcher({
    browser: { action: { setIcon: note("path"), setBadgeText: note("text"), setTitle: note("title") } },
    lists: { index: async () => ({ date: DATE, rules: [rule], proxies: [], rewrites: [] }) },
    library: { read: async () => null },
    decisions: () => store,
    journeys: new Journeys({ storage: session, now }),
    translate: async () => translate,
    resting: async () => resting({ now: THEN + 2 * OLD_AFTER }),
  });
  await watcher.onUpdated(1, { url }, { incognito: false }, { open: false });
  return [shown.path[16], shown.text, shown.title];
}

const ALERT = { icon: "alert", badge: true, opens: true };

test("each state has its own picture, and its title says the same in words", async () => {
  const page = "https://shop.com/";
  assert.deepEqual(await shownOn(page, ALERT), [
    "/icons/alert-16.png",
    "!",
    "Libraries OptOut: Shop asks for something. Click to see what, and what to do instead",
  ]);
  assert.deepEqual(await shownOn(page, { icon: "lit", badge: false, opens: false }), [
    "/icons/lit-16.png",
    "",
    "Libraries OptOut: Shop. Click for what it asks",
  ]);
  assert.deepEqual(await shownOn(page, ALERT, (store) => store.snooze("shop", "c", "month")), [
    "/icons/snoozed-16.png",
    "",
    "Libraries OptOut: Shop. You asked for quiet here",
  ]);
  assert.deepEqual(await shownOn("https://other.com/", ALERT), [
    "/icons/old-16.png",
    "",
    "Libraries OptOut: the list is old, last checked 6 months ago",
  ]);
});
