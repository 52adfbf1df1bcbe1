import assert from "node:assert/strict";
import { test } from "node:test";

import { DecisionStore } from "../../extension/background/decisions.js";
import { showElsewhere } from "../../extension/background/icon.js";
import { Journeys } from "../../extension/background/journeys.js";
import { ListStore } from "../../extension/background/list-store.js";
import { Watcher } from "../../extension/background/watcher.js";
import { PolicyReader } from "../../extension/managed/policy.js";
import { ENTRIES } from "./sample-list.js";
import { fakeStorage } from "./vectors.js";

const now = () => Date.parse("2026-11-24T12:00:00Z");
const LIST = ENTRIES.map((entry) => JSON.stringify(entry)).join("\n");

/** What Firefox for Android offers: no windows, no icon to set, no popup that opens by itself, no policies. */
function phone() {
  const shown = {};
  const browser = {
    action: {
      setBadgeText: async ({ text }) => void (shown.badge = text),
      setTitle: async ({ title }) => void (shown.title = title),
      setBadgeBackgroundColor: async () => undefined,
      setBadgeTextColor: async () => undefined,
    },
    storage: { local: fakeStorage(), session: fakeStorage() },
    tabs: { get: async () => ({ active: true, url: "https://creativebug.com/" }) },
  };
  return { browser, shown };
}

test("on a phone a company's page gets the badge and its title, and nothing opens by itself", async () => {
  const { browser, shown } = phone();
  const { local, session } = browser.storage;
  const packaged = async () => ({ list: LIST, mutes: "", served: "", sha256: "", mutesSha256: "", development: false });
  const watcher = new Watcher({
    browser,
    lists: new ListStore({ storage: local, now, packaged }),
    library: { read: async () => null },
    decisions: () => new DecisionStore({ storage: local, now }),
    journeys: new Journeys({ storage: session, now }),
    translate: async () => (key, name) => `${key} ${name}`,
    resting: async () => ({ picture: "quiet", badge: false, title: "" }),
  });
  await watcher.onUpdated(1, { url: "https://creativebug.com/" }, { incognito: false });
  assert.deepEqual(shown, { badge: "!", title: "title_warning Creativebug" });
  await showElsewhere(browser, { picture: "quiet", badge: false, title: "Nothing is known" });
  assert.equal(shown.title, "Nothing is known");
});

test("on a phone there is no policy to wait for", async () => {
  const { browser } = phone();
  const policy = new PolicyReader({ storage: browser.storage, managed: false });
  assert.equal((await policy.read()).state, "none");
});
