import assert from "node:assert/strict";
import { test } from "node:test";

import { Anchor } from "../../extension/managed/anchor.js";
import { LibraryInUse } from "../../extension/managed/library.js";
import { PolicyReader } from "../../extension/managed/policy.js";
import { forgetWhenIdle, ManagedDecisions, rememberingStorage } from "../../extension/managed/remembering.js";
import { ShownLists } from "../../extension/managed/shown.js";
import { pagePatterns, isOnPath, LibraryStore } from "../../extension/shared/library.js";
import { sampleList } from "./sample-list.js";
import { fakeStorage } from "./vectors.js";

const SETTINGS = { library: { name: "Springfield Public Library" } };
const stored = (settings) => ({ settings: JSON.stringify({ ...SETTINGS, ...settings }), settings_version: "1" });

/** A browser's managed storage: `get` is what it answers; `change` brings other values by an event. */
function managed(get, { edition = "managed", pause } = {}) {
  const listeners = [];
  const area = { get, onChanged: { addListener: (listener) => listeners.push(listener) } };
  const policy = new PolicyReader({ storage: { managed: area }, managed: edition === "managed", pause });
  const change = async (values) => {
    area.get = async () => values;
    await Promise.all(listeners.map((listener) => listener()));
  };
  return { policy, change };
}

const here = (settings) => managed(async () => stored(settings)).policy;

test("a copy that no library has set up follows the patron alone, whether the browser answers nothing or refuses", async () => {
  for (const get of [async () => ({}), async () => Promise.reject(new Error("Managed storage manifest not found"))]) {
    const { state, settings } = await managed(get, { edition: "store" }).policy.read();
    assert.equal(state, "none");
    assert.equal(settings.remember, "device");
    assert.equal(settings.loudness, "window");
  }
});

test("Chromium's first answer is nothing: the managed edition waits, and is told when the settings come", async () => {
  const { policy, change } = managed(async () => ({}));
  let told = 0;
  policy.onChange(() => (told += 1));
  assert.equal((await policy.read()).state, "waiting");
  await change(stored({ loudness: "window" }));
  assert.equal(told, 1);
  const { state, settings } = await policy.read();
  assert.deepEqual([state, settings.loudness], ["here", "window"]);
});

test("an answer that the browser keeps back holds nothing up, and is told once when it comes", async () => {
  let answer;
  const late = new Promise((resolve) => (answer = resolve));
  const { policy } = managed(() => late, { pause: async () => undefined });
  const told = new Promise((resolve) => policy.onChange(() => resolve("told")));
  assert.equal((await policy.read()).state, "waiting");
  assert.equal((await policy.read()).state, "waiting");
  answer(stored({}));
  assert.equal(await told, "told");
  assert.equal((await policy.read()).state, "here");
});

async function shownIds(policy) {
  const list = sampleList();
  const index = { rules: [...list.rules.values()].map(({ id }) => ({ id })) };
  const shown = new ShownLists({ lists: { index: async () => index, parsed: async () => ({ list }) }, policy });
  const [first, again] = [await shown.index(), await shown.index()];
  assert.equal(first, again, "a matcher is kept for it");
  const ids = first.rules.map(({ id }) => id);
  assert.deepEqual([...(await shown.parsed()).list.rules.keys()], ids);
  return ids;
}

test("nothing lights up until the settings have come, where notices are off, and of what is hidden", async () => {
  assert.deepEqual(await shownIds(managed(async () => ({})).policy), []);
  assert.deepEqual(await shownIds(here({ notices: "off" })), []);
  assert.deepEqual(await shownIds(here({ hidden: ["hoopla"] })), ["creativebug", "bibliocommons"]);
  assert.deepEqual(await shownIds(here({})), ["creativebug", "hoopla", "bibliocommons"]);
});

const OWN = { name: "Mine", pages: ["mine.example"], logins: [], templates: [], marks: "words" };
const inUse = (policy, own = OWN) => new LibraryInUse({ own: new LibraryStore(fakeStorage({ library: own })), policy });
const PLACES = { pages: ["https://www.lib.example/resources/"], proxies: ["ezproxy.lib.example"] };

test("the policy's library goes before the patron's own, unless it leaves the choice to her", async () => {
  assert.deepEqual(await inUse(here(PLACES)).read(), {
    name: "Springfield Public Library",
    pages: ["www.lib.example"],
    paths: { "www.lib.example": ["/resources"] },
    logins: ["ezproxy.lib.example"],
    templates: [],
    marks: "words",
  });
  assert.equal((await inUse(here({ ...PLACES, locked: [] })).read()).name, "Mine");
  assert.equal(await inUse(here({ ...PLACES, notices: "off" })).read(), null);
  assert.equal(await inUse(managed(async () => ({})).policy).read(), null);
  assert.equal((await inUse(managed(async () => ({}), { edition: "store" }).policy).read()).name, "Mine");
});

test("a page of resources is what lies at or below its path, by whole names", () => {
  const library = { paths: { "www.lib.example": ["/resources"] } };
  const on = (address) => isOnPath(library, new URL(address));
  assert.ok(on("https://www.lib.example/resources"));
  assert.ok(on("https://www.lib.example/resources/a-z?x=1"));
  assert.ok(!on("https://www.lib.example/resources-for-staff"));
  assert.ok(!on("https://www.lib.example/"));
  assert.ok(on("https://other.example/anything"));
  assert.deepEqual(pagePatterns(library, "www.lib.example"), [
    "https://www.lib.example/resources",
    "https://www.lib.example/resources?*",
    "https://www.lib.example/resources/*",
  ]);
  assert.deepEqual(pagePatterns({}, "a.example"), ["https://a.example/*"]);
});

async function decisions(settings, own = {}) {
  const [local, session] = [fakeStorage(), fakeStorage(own)];
  const policy = here(settings);
  const storage = rememberingStorage(policy, { local, session });
  return { store: new ManagedDecisions({ storage, now: () => 0, policy }), local, session };
}

test("on a library's computer decisions go to the session, unless it wants them kept", async () => {
  const shared = await decisions({});
  await shared.store.setNeverOpen(true);
  assert.deepEqual([shared.local.held.neverOpen, shared.session.held.neverOpen], [undefined, true]);
  const kept = await decisions({ remember: "device" });
  await kept.store.setNeverOpen(true);
  assert.deepEqual([kept.local.held.neverOpen, kept.session.held.neverOpen], [true, undefined]);
});

test("whether a notice may open by itself is the library's word, or the patron's where that is left to her", async () => {
  const neverOpen = async (...how) => (await (await decisions(...how)).store.read("x")).neverOpen;
  assert.equal(await neverOpen({}), true);
  assert.equal(await neverOpen({ loudness: "window" }), false);
  assert.equal(await neverOpen({ loudness: "window" }, { neverOpen: true }), false);
  assert.equal(await neverOpen({ loudness: "window", locked: [] }, { neverOpen: true }), true);
  assert.equal(await neverOpen({}, { neverOpen: false }), false);
});

test("when nobody has touched the computer for a while, what this session's patron chose is forgotten", async () => {
  for (const [settings, states, cleared] of [
    [{}, ["active"], 0],
    [{}, ["idle", "locked"], 2],
    [{ remember: "device" }, ["idle"], 0],
  ]) {
    let count = 0;
    let listener;
    const idle = { setDetectionInterval: () => undefined, onStateChanged: { addListener: (it) => (listener = it) } };
    forgetWhenIdle({ idle, storage: { session: { clear: async () => (count += 1) } } }, here(settings));
    for (const state of states) await listener(state);
    assert.equal(count, cleared);
  }
  forgetWhenIdle({ storage: {} }, here({})); // the store's edition may not ask
});

test("a library's own trust anchor takes the place of the package's once, and goes again with the setting", async () => {
  const held = new Map([["timestamp", new Uint8Array([1])]]);
  const written = [];
  const metadata = {
    read: async (name) => held.get(name) ?? null,
    write: async (name, bytes) => void (held.set(name, bytes), written.push(name)),
    remove: async (names) => names.forEach((name) => held.delete(name)),
  };
  let restored = 0;
  const restore = async () => void (restored += 1);
  const anchorOf = (settings, version = "1.0") => new Anchor({ policy: here(settings), metadata, restore, version });
  const updates = { address: "https://optout.lib.example/updates/", root: { signed: { version: 1 }, signatures: [] } };
  await anchorOf({}).settle();
  assert.deepEqual([written, restored], [[], 0]);
  await anchorOf({ updates }).settle();
  await anchorOf({ updates }).settle();
  assert.deepEqual(written, ["root", "anchor"]);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(held.get("root"))), updates.root);
  assert.equal(held.has("timestamp"), false);
  await anchorOf({ updates }, "1.1").settle();
  assert.equal(written.length, 4, "a new package brings its own root along, which must not stay");
  await anchorOf({}).settle();
  assert.equal(restored, 1);
});
