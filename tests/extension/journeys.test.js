import assert from "node:assert/strict";
import { test } from "node:test";

import { DecisionStore } from "../../extension/background/decisions.js";
import { Journeys, PAUSE, STEPS } from "../../extension/background/journeys.js";
import { Watcher } from "../../extension/background/watcher.js";
import { fakeStorage } from "./vectors.js";

const RULES = ["shop", "other"].map((id) => ({
  id,
  name: id,
  hosts: [{ host: `${id}.com` }],
  effects: { icon: "alert", badge: true, opens: true },
  claim: "first claim",
}));

/** A watcher with a patron in tab 1; `visit` tells whether the popup opened. */
function watcher() {
  const clock = { time: 20_000 * 86_400_000 };
  const now = () => clock.time;
  const session = fakeStorage();
  const stores = { false: fakeStorage(), true: fakeStorage() };
  const index = { rules: structuredClone(RULES), proxies: [{ host: "proxy.lib.example" }], rewrites: [] };
  const at = { url: "", opened: 0 };
  const shown = async () => undefined;
  const browser = {
    action: { setIcon: shown, setBadgeText: shown, setTitle: shown, openPopup: async () => void (at.opened += 1) },
    tabs: { get: async () => ({ active: true, url: at.url, windowId: 1 }) },
    windows: { get: async () => ({ focused: true }) },
  };
  const watching = new Watcher({
    browser,
    lists: { index: async () => index },
    library: { read: async () => null },
    decisions: (privately) => new DecisionStore({ storage: stores[privately], now }),
    journeys: new Journeys({ storage: session, now }),
    translate: async () => (key) => key,
    resting: async () => ({ picture: "quiet", badge: false, title: "" }),
    now,
  });
  const visit = async (url, incognito = false) => {
    const before = at.opened;
    at.url = url;
    await watching.onUpdated(1, url ? { url, status: "loading" } : { status: "loading" }, { incognito });
    return at.opened > before;
  };
  /** The list says something new: the once of before does not count any more. */
  const newClaim = () => index.rules.forEach((rule) => (rule.claim += "!"));
  return { clock, newClaim, session, stores, visit };
}

test("log-in link, proxy and the company's own host are one journey: it opens once, even if the claim changes", async () => {
  const { visit, newClaim } = watcher();
  assert.equal(await visit("https://proxy.lib.example/login?url=https://www.shop.com/"), true);
  newClaim();
  assert.equal(await visit("https://www-shop-com.proxy.lib.example/"), false);
  newClaim();
  assert.equal(await visit(""), false); // the library's sign-in, which we cannot see
  assert.equal(await visit("https://www.shop.com/welcome"), false);
});

test("a page of another listed company ends the journey", async () => {
  const { visit, newClaim } = watcher();
  assert.equal(await visit("https://shop.com/"), true);
  assert.equal(await visit("https://other.com/"), true);
  newClaim();
  assert.equal(await visit("https://shop.com/"), true);
});

test("so do many pages that are not of it, and half an hour", async () => {
  const many = watcher();
  await many.visit("https://shop.com/");
  many.newClaim();
  for (let n = 0; n < STEPS; n++) await many.visit("");
  assert.equal(await many.visit("https://shop.com/"), true);

  const long = watcher();
  await long.visit("https://shop.com/");
  long.newClaim();
  long.clock.time += PAUSE + 1;
  assert.equal(await long.visit("https://shop.com/"), true);
});

test("nothing of a journey is kept by address", async () => {
  const { visit, session } = watcher();
  await visit("https://proxy.lib.example/login?url=https://www.shop.com/secret");
  assert.deepEqual(Object.keys(session.held), ["journey 1"]);
  assert.deepEqual(Object.keys(session.held["journey 1"]).sort(), ["at", "between", "rule", "told"]);
  assert.ok(!JSON.stringify(session.held).includes("secret"));
});

test("a private window leaves nothing in the store that stays", async () => {
  const { visit, stores } = watcher();
  assert.equal(await visit("https://shop.com/", true), true);
  assert.deepEqual(stores.false.held, {});
  assert.ok("told shop" in stores.true.held);
});
