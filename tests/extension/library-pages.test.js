import assert from "node:assert/strict";
import { test } from "node:test";

import { PageMarks } from "../../extension/background/page-marks.js";
import { questionOf } from "../../extension/background/page-questions.js";
import { LibraryPages } from "../../extension/background/library-pages.js";
import { fakeStorage } from "./vectors.js";
import { LibraryStore } from "../../extension/shared/library.js";
import { PolicyReader } from "../../extension/managed/policy.js";
import { SHAPES } from "../../extension/shared/shapes.js";
import { english, sample } from "./sample-list.js";

const LIBRARY = { name: "L", pages: ["www.lib.example"], logins: ["proxy.lib.example"], templates: [], marks: "words" };
const PAGE = "https://www.lib.example/databases";

/** The background's parts around a browser that grants `granted` and notes what is registered. */
async function background({ granted = ["https://www.lib.example/*"], library = LIBRARY, tabs = [] } = {}) {
  const { list, mutes, translate } = await sample();
  const registered = [];
  const calls = [];
  const allowed = new Set(granted);
  const opened = [];
  const browser = {
    runtime: { id: "us", getURL: (path) => `chrome-extension://us/${path}` },
    permissions: { contains: async ({ origins }) => origins.every((origin) => allowed.has(origin)) },
    tabs: {
      query: async ({ url }) => tabs.filter((tab) => !url || url.includes(tab.pattern)),
      sendMessage: async (id, message) => calls.push(["tell", id, message]),
      create: async ({ url }) => opened.push(url),
    },
    scripting: {
      getRegisteredContentScripts: async () => structuredClone(registered),
      registerContentScripts: async (scripts) => {
        calls.push(["register"]);
        assert.equal(registered.length, 0, "Duplicate script ID");
        registered.push(...scripts);
      },
      updateContentScripts: async (scripts) => void registered.splice(0, registered.length, ...scripts),
      unregisterContentScripts: async () => void registered.splice(0),
      executeScript: async ({ target, files }) => calls.push(["run", target.tabId, files.length]),
    },
  };
  const store = new LibraryStore(fakeStorage(library ? { library } : {}));
  const lists = { parsed: async () => ({ list, mutes }) };
  const pages = new LibraryPages({ browser, lists, library: store });
  const files = { text: async (path) => `/* ${path} */` };
  const policy = new PolicyReader({ storage: {}, managed: false });
  const speak = async () => ({ translate, language: "en" });
  const marks = new PageMarks({
    browser,
    lists,
    library: store,
    pages,
    files,
    policy,
    speak,
    now: () => Date.parse("2026-11-25"),
  });
  const sender = { id: "us", url: PAGE, tab: { id: 1 } };
  const ask = (links, from = sender) => marks.answer({ kind: "marks for", links, first: true }, from);
  return { allowed, ask, calls, marks, opened, pages, registered, sender, store };
}

test("the script is registered for allowed pages alone, in all frames, and is kept", async () => {
  const { pages, registered } = await background({
    library: { ...LIBRARY, pages: ["www.lib.example", "b.lib.example"] },
  });
  await pages.reconcile();
  const [script] = registered;
  assert.deepEqual(script.matches, ["https://www.lib.example/*"]);
  assert.equal(script.allFrames, true);
  assert.equal(script.persistAcrossSessions, true);
  assert.equal(script.js.at(-1), "library-pages/page.js");
});

test("log-in hosts of the patron and of the list, and companies' hosts are excluded", async () => {
  const { pages, registered } = await background();
  await pages.reconcile();
  const { excludeMatches } = registered[0];
  for (const pattern of ["*://*.proxy.lib.example/*", "*://*.i.ezproxy.nypl.org/*", "*://*.creativebug.com/*"]) {
    assert.ok(excludeMatches.includes(pattern), pattern);
  }
  assert.ok(
    !excludeMatches.includes("*://*.bibliocommons.com/*"),
    "a catalogue asks for the library, not for a company",
  );
});

test("a host that is a company's or lies behind a log-in is never registered, whatever was stored or granted", async () => {
  const bad = ["www.creativebug.com", "proxy.lib.example", "www-x-com.proxy.lib.example", "x.i.ezproxy.nypl.org"];
  const { pages, registered } = await background({
    library: { ...LIBRARY, pages: bad },
    granted: bad.map((host) => `https://${host}/*`),
  });
  await pages.reconcile();
  assert.deepEqual(registered, []);
});

test("registering again changes nothing and restarts no page; two at once register once", async () => {
  const { pages, calls } = await background({ tabs: [{ id: 7, pattern: "https://www.lib.example/*" }] });
  await Promise.all([pages.reconcile(), pages.reconcile()]);
  assert.deepEqual(
    calls.filter(([what]) => what !== "tell"),
    [["register"], ["run", 7, 5]],
  );
});

test("after an update of the extension the open pages get the new scripts", async () => {
  const { pages, calls } = await background({ tabs: [{ id: 7, pattern: "https://www.lib.example/*" }] });
  await pages.reconcile();
  await pages.reconcile({ anew: true });
  assert.equal(calls.filter(([what]) => what === "run").length, 2);
});

for (const [name, change] of [
  ["the access is taken back", ({ allowed }) => allowed.clear()],
  ["marks are switched off", ({ store }) => store.save({ ...LIBRARY, marks: "off" })],
  ["the library is removed", ({ store }) => store.remove()],
]) {
  test(`when ${name} the script goes, and all pages are told to look`, async () => {
    const parts = await background({ tabs: [{ id: 9, pattern: "elsewhere" }] });
    await parts.pages.reconcile();
    await change(parts);
    await parts.pages.reconcile();
    assert.deepEqual(parts.registered, []);
    assert.deepEqual(parts.calls.at(-1), ["tell", 9, "marks have changed"]);
    assert.deepEqual(await parts.ask([]), { on: false });
  });
}

test("a page is answered with marks by target and by exact name, and with nothing else", async () => {
  const { ask } = await background();
  const answer = await ask([
    ["https://www.creativebug.com/", "x"],
    ["https://www.lib.example/go.php?c=1", "HOOPLA®"],
    ["https://www.lib.example/go.php?c=2", "hoopla for children"],
    ["https://www.lib.example/about", "hoopla"],
    ["https://www.example.org/", "hoopla"],
    ["https://www.bibliocommons.com/", "Catalogue"], // nothing of its own to mark
  ]);
  assert.deepEqual(answer.marked, [
    [0, "creativebug", "sure"],
    [1, "hoopla", "name"],
  ]);
  assert.equal(answer.cards.creativebug.marks.sure, "asks for your e-mail address");
  assert.match(answer.cards.hoopla.marks.name, /^may lead to hoopla – asks for /);
  assert.equal(answer.settings.details, english.details.message);
  assert.deepEqual(answer.settings.shapes, SHAPES);
});

test("what is not registered, not ours or not https gets no answer", async () => {
  const { ask, sender } = await background();
  const links = [["https://www.creativebug.com/", "x"]];
  for (const change of [
    { id: "other" },
    { url: "https://www.creativebug.com/" },
    { url: "http://www.lib.example/" },
    { url: "https://x.www.lib.example/" },
    { url: undefined },
    { tab: undefined },
  ]) {
    assert.deepEqual(await ask(links, { ...sender, ...change }), { on: false }, JSON.stringify(change));
  }
});

test("what does not fit is no question", () => {
  const link = ["https://x.example/", "X"];
  for (const message of [
    null,
    "marks for",
    [],
    { kind: "marks for" },
    { kind: "marks for", links: "x" },
    { kind: "marks for", links: Array(2001).fill(link) },
    { kind: "marks for", links: [["https://x.example/"]] },
    { kind: "marks for", links: [["https://x.example/", 1]] },
    { kind: "marks for", links: [[`https://x.example/${"x".repeat(8192)}`, "X"]] },
    { kind: "marks for", links: [["https://x.example/", "X".repeat(121)]] },
    { kind: "show all", rule: 5 },
    { kind: "show all", rule: "x".repeat(101) },
    { kind: "check now" },
    { __proto__: { kind: "still on" }, kind: "other" },
  ]) {
    assert.equal(questionOf(message), null, JSON.stringify(message)?.slice(0, 80));
  }
  assert.deepEqual(questionOf({ kind: "marks for", links: [link], first: 1, more: "x" }), {
    kind: "marks for",
    links: [link],
    first: false,
  });
});

test("a page can have a known product shown in a tab, and nothing else", async () => {
  const { marks, opened, sender } = await background();
  assert.deepEqual(await marks.answer({ kind: "show all", rule: "creativebug" }, sender), { on: true });
  assert.deepEqual(await marks.answer({ kind: "show all", rule: "../../x" }, sender), { on: false });
  assert.deepEqual(opened, ["chrome-extension://us/popup/popup.html?about=creativebug"]);
});

test("in a private window no page of ours is opened or offered, for it would leave that window", async () => {
  const { ask, marks, opened, sender } = await background();
  const privately = { ...sender, tab: { id: 1, incognito: true } };
  assert.equal((await ask([], privately)).settings.showAll, "");
  assert.deepEqual(await marks.answer({ kind: "show all", rule: "creativebug" }, privately), { on: true });
  assert.deepEqual(opened, []);
});
