import assert from "node:assert/strict";
import { test } from "node:test";

import { cardOf } from "../../extension/rule-list/card.js";
import { nameFinder, normalisedName } from "../../extension/rule-list/names.js";
import { claimsOf } from "../../extension/rule-list/standing.js";
import { Words } from "../../extension/rule-list/words.js";
import { loadMessages } from "../../extension/shared/messages.js";
import { rule, sample, spanish } from "./sample-list.js";

const TODAY = "2026-11-25";
const OLD = [{ id: "e", kind: "press", publisher: "P", read_on: "2026-11-23", copy: "live", says: "." }];

async function cardFor(changes, more, muted = false) {
  const { list, translate } = await sample();
  const item = rule("shop", changes, more);
  const words = new Words(list, translate, "en");
  return cardOf(item, claimsOf(item, list.terms, TODAY, muted), { words, translate, day: TODAY });
}

/** Each row: what the rule says, how the mark looks, what it says. */
const TABLE = [
  ["required", {}, {}, "warning", "asks for your e-mail address"],
  ["avoidable", { level: "avoidable" }, {}, "warning", "asks for your e-mail address, but you can say no"],
  ["reported", {}, { evidence: OLD }, "neutral", "reported: asks for your e-mail address"],
  ["overdue", { review_by: "2026-11-01" }, {}, "neutral", "not checked lately: asks for your e-mail address"],
  ["planned", { status: "announced" }, {}, "neutral", "planned: asking for your e-mail address"],
  [
    "planned for a day",
    { status: "announced", in_force_from: "2027-01-01" },
    {},
    "warning",
    "planned from 1 January 2027: asking for your e-mail address",
  ],
  ["disputed", { status: "disputed" }, {}, "neutral", "disputed: asks for your e-mail address"],
  [
    "past, with advice",
    { status: "withdrawn", withdrawn_on: "2020-03-26", in_force_from: "2019-01-01" },
    { advice: [{ en: "Use the card." }] },
    "good",
    "no longer asks for your e-mail address",
  ],
  [
    "a plan that was dropped",
    { status: "withdrawn", withdrawn_on: "2020-03-26", announced_on: "2019-06-28" },
    { advice: [{ en: "Use the card." }] },
    "good",
    "no longer so: a plan to ask for your e-mail address",
  ],
  [
    "from the record",
    { how: "from-library-record" },
    {},
    "warning",
    "takes your e-mail address from your library record",
  ],
  ["either", { or_data: ["full-name"] }, {}, "warning", "asks for your e-mail address, or for your full name"],
  [
    "many",
    { data: ["email-address", "full-name", "age"] },
    {},
    "warning",
    "asks for your e-mail address and your full name, and more",
  ],
];

for (const [name, changes, more, look, text] of TABLE) {
  test(`a link to what is ${name} is marked as the design's table says`, async () => {
    const card = await cardFor(changes, more);
    assert.equal(card.look, look);
    assert.equal(card.marks.sure, text);
    assert.equal(card.marks.name, `may lead to Shop – ${text}`);
    assert.equal(card.marks.appears, `appears to be Shop – ${text}`);
  });
}

for (const [name, changes, more] of [
  ["only for extra features", { level: "optional" }],
  ["not clear", { level: "unclear" }],
  ["the library's own door", { asker: "library" }],
  ["good news", { data: ["library-card-number"] }],
  ["past, without advice", { status: "withdrawn", withdrawn_on: "2020-03-26" }],
]) {
  test(`a link to what is ${name} is not marked`, async () => assert.equal(await cardFor(changes, more), null));
}

test("what is muted is marked as disputed, without alarm", async () => {
  const card = await cardFor({}, {}, true);
  assert.deepEqual([card.look, card.standing], ["neutral", "disputed"]);
});

test("the card says when its sources were last read", async () => {
  assert.equal((await cardFor({})).checked, "Checked 2 days ago (23 November 2026)");
});

test("the card leads to what can be done, the rule's own advice before the general one", async () => {
  const card = await cardFor({ instead: { en: "Ask for guest access." } });
  assert.equal(card.advice[0].text, "Ask for guest access.");
  assert.equal(card.advice.length, 4);
  assert.equal(card.cautions.sure, "");
  assert.match(card.cautions.name, /cannot see where this link leads/);
});

test("in a translation that nobody has reviewed the English sentence stands beside each statement", async () => {
  const { list, translate: english } = await sample();
  const translate = await loadMessages("es", async () => spanish);
  const item = rule("shop", { instead: { en: "Ask for guest access.", es: "Pida acceso de invitado." } });
  const words = new Words(list, translate, "es", new Words(list, english, "en"));
  const card = cardOf(item, claimsOf(item, list.terms, TODAY), { words, translate, day: TODAY });
  assert.match(card.says.text, /^Pide /);
  assert.match(card.says.original, /^Asks for /);
  assert.deepEqual(card.advice[0], { text: "Pida acceso de invitado.", lang: "", original: "Ask for guest access." });
});

test("what the list does not say in her language is said in English, once, and marked as English", async () => {
  const { list, translate: english } = await sample();
  const words = new Words(list, english, "es", new Words(list, english, "en"));
  assert.deepEqual(
    words.said((own) => own.text({ en: "Ask." })),
    { text: "Ask.", lang: "en", original: "" },
  );
});

test("names are compared as people read them", () => {
  for (const written of [
    " hoopla ",
    "HOOPLA®",
    "hoopla™",
    "Hoopla (opens in a new window)",
    "Hoopla opens in new tab",
    "Hoopla - This link opens in a new window",
    "ｈｏｏｐｌａ",
    "hoopla\n",
  ]) {
    assert.equal(normalisedName(written), "hoopla", written);
  }
});

test("a name is never found within another name, and a shared name finds nobody", () => {
  const find = nameFinder([
    { id: "a", name: "Hoopla" },
    { id: "b", name: "Learning", names: ["Shared"] },
    { id: "c", name: "Other", names: ["shared"] },
  ]);
  assert.equal(find("hoopla"), "a");
  for (const text of ["hoopla kids", "the hoopla", "hooplas", "", "shared", "hoopla".padEnd(500)]) {
    assert.equal(find(text), null, text);
  }
});
