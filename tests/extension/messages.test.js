import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { parse } from "espree";

import { ORDER } from "../../extension/rule-list/standing.js";
import {
  chooseLanguage,
  directionOf,
  isKnown,
  isReviewed,
  LANGUAGES,
  nameOf,
} from "../../extension/shared/languages.js";
import { loadMessages } from "../../extension/shared/messages.js";
import { lengthened, mirrored, PSEUDO } from "../../extension/shared/pseudo.js";
import { SHAPES } from "../../extension/shared/shapes.js";
import { readingGrade, syllables } from "./reading-grade.js";

const root = new URL("../../extension/", import.meta.url);
const read = (name) => readFileSync(new URL(name, root), "utf8");
const messagesOf = (tag) => JSON.parse(read(`_locales/${tag}/messages.json`));
const english = messagesOf("en");
const sources = readdirSync(root, { recursive: true })
  .filter((name) => name.endsWith(".js"))
  .map((name) => ({ name, text: read(name) }));
const all = sources.map(({ text }) => text).join("\n");

/** The parts of keys that are put together; each family with the only endings that exist. */
const STANDINGS = ORDER.join("|");
const COMPOSED = [
  new RegExp(`^badge_(${STANDINGS})$`),
  /^headline_(reported|tip|optional|enough)(_by)?$/,
  new RegExp(`^(headline|mark)_(${STANDINGS})$`),
  /^trouble_(no_address|no_library|too_wide|company|behind_login)$/,
  /^look_(words|icon|off)$/,
  /^extension_(name|description)$/,
  /^(nothing_known|page_hidden)_more$/,
  /^snooze_(today|month|always)$/,
  /^address_(page|login)$/,
  /^(setting|managed_remember)_/,
];

const placesIn = (text) => [...text.matchAll(/\$(\d)/g)].map(([place]) => place).sort();

/** Every call in a source, as the syntax tree has it. */
function callsIn(text, found = []) {
  const visit = (node) => {
    if (Array.isArray(node)) {
      node.forEach(visit);
      return;
    }
    if (typeof node?.type !== "string") return;
    if (node.type === "CallExpression") found.push(node);
    for (const [key, value] of Object.entries(node)) if (key !== "parent" && typeof value === "object") visit(value);
  };
  visit(parse(text, { ecmaVersion: "latest", sourceType: "module" }));
  return found;
}

const nameOfCall = ({ callee }) => callee.name ?? callee.property?.name;

/** The literal keys that an argument can be: `"a"`, `x ? "a" : "b"`. */
function keysOf(argument) {
  if (argument?.type === "Literal") return [argument.value];
  if (argument?.type === "ConditionalExpression") {
    return [...keysOf(argument.consequent), ...keysOf(argument.alternate)];
  }
  return [];
}

for (const { tag } of LANGUAGES) {
  const own = messagesOf(tag);

  test(`${tag} has every message and no other, none of them empty`, () => {
    assert.deepEqual(Object.keys(own).sort(), Object.keys(english).sort());
    assert.deepEqual(
      Object.entries(own).filter(([, { message }]) => message.trim() === ""),
      [],
    );
  });

  test(`${tag} has the places of the English messages and brings no markup`, () => {
    for (const [key, { message }] of Object.entries(own)) {
      assert.deepEqual(placesIn(message), placesIn(english[key].message), key);
      assert.doesNotMatch(message, /[<>]|&\w+;/, key);
    }
  });
}

test("a language is a file: each has one, and each file is offered", () => {
  assert.deepEqual(readdirSync(new URL("_locales/", root)).sort(), LANGUAGES.map(({ tag }) => tag).sort());
  assert.deepEqual(
    LANGUAGES.map(({ tag }) => nameOf(tag)),
    ["English", "Español"],
  );
});

test("every message is used", () => {
  const unused = Object.keys(english).filter(
    (key) => !all.includes(`"${key}"`) && !COMPOSED.some((pattern) => pattern.test(key)),
  );
  assert.deepEqual(unused, []);
});

test("every call asks for a message that exists, with as many values as it has places", () => {
  const calls = sources.flatMap(({ name, text }) => callsIn(text).map((call) => ({ name, call })));
  const translations = calls.filter(({ call }) => nameOfCall(call) === "translate");
  assert.ok(translations.length > 100);
  for (const { name, call } of translations) {
    const [first, ...values] = call.arguments;
    if (values.some(({ type }) => type === "SpreadElement")) continue;
    for (const key of keysOf(first)) {
      assert.ok(english[key], `${name}: ${key}`);
      const places = Math.max(0, ...placesIn(english[key].message).map((place) => Number(place.slice(1))));
      assert.ok(values.length >= places, `${name}: ${key} has ${places} places, and gets ${values.length} values`);
    }
  }
});

test("no words of the interface stand in the code", () => {
  const makers = ["element", "node", "part"];
  for (const { name, text } of sources) {
    for (const call of callsIn(text).filter((candidate) => makers.includes(nameOfCall(candidate)))) {
      const words = call.arguments.slice(2).filter(({ type, value }) => type === "Literal" && /\p{L}{2}/u.test(value));
      assert.deepEqual(
        words.map(({ value }) => value),
        [],
        name,
      );
    }
  }
});

test("the browser's own messages, which cannot change their language, are not used", () => {
  assert.deepEqual(
    sources.filter(({ text }) => /\bi18n\.getMessage/.test(text)).map(({ name }) => name),
    [],
  );
});

test("every standing has its word, its sentence and its shape", () => {
  for (const name of ORDER) {
    assert.ok(english[`badge_${name}`], name);
    assert.ok(
      Object.keys(english).some((key) => key.startsWith(`headline_${name}`)),
      name,
    );
    assert.ok(SHAPES[name], name);
  }
});

test("the patron's words are hers: none of ours is in any string", () => {
  const ours = {
    en: /\b(PII|rules?|disclosures?|standings?|tiers?|releases?|fingerprints?|kits?|doorhangers?)\b/i,
    es: /\b(PII|reglas?|divulgaci(ón|ones)|niveles|nivel|huellas?|kits?|doorhangers?|tiers?)\b/i,
  };
  for (const { tag } of LANGUAGES) {
    const found = Object.entries(messagesOf(tag)).filter(([, { message }]) => ours[tag].test(message));
    assert.deepEqual(found, []);
  }
});

test("English can be read after seven years of school, each sentence of it", () => {
  const graded = Object.entries(english)
    .map(([key, { message }]) => ({ key, message, text: message.replace(/\$\d/g, "Shop") }))
    .filter(({ text }) => text.split(/\s+/).length > 5) // shorter ones are labels
    .map(({ key, message, text }) => ({ key, message, grade: readingGrade(text.replace(/\b[\w.]+\.org\b/, "Shop")) }));
  assert.ok(graded.length > 80);
  assert.deepEqual(
    graded.filter(({ grade }) => grade > 7),
    [],
  );
});

test("the grade of a text is that of the formula", () => {
  assert.deepEqual(
    ["cat", "library", "asked", "wanted", "people", "sources", "browser"].map(syllables),
    [1, 3, 1, 2, 2, 2, 2],
  );
  assert.ok(Math.abs(readingGrade("The cat sat on the mat.") - -1.45) < 0.01);
  assert.ok(readingGrade("Notwithstanding contractual obligations, institutions communicate authentication.") > 20);
});

test("places are filled; a message that is missing is an error, not an empty string, and so is an empty place", async () => {
  const translate = await loadMessages("en", async () => ({ hello: { message: "$2 before $1" } }));
  assert.equal(translate("hello", "one", 2), "2 before one");
  assert.throws(() => translate("bye"));
  assert.throws(() => translate("hello", "one"), /nothing for \$2 of hello/);
});

test("the language is the first that we have, else English", () => {
  assert.equal(chooseLanguage(["tlh", "en-GB"]), "en");
  assert.equal(chooseLanguage(["pt-BR", "es-MX", "en"]), "es");
  assert.equal(chooseLanguage([]), "en");
});

test("languages that are made for tests are known, never offered, and never called reviewed", () => {
  for (const tag of PSEUDO.keys()) {
    assert.ok(isKnown(tag) && !isReviewed(tag));
    assert.ok(LANGUAGES.every((language) => language.tag !== tag));
  }
  assert.equal(directionOf("ar-XB"), "rtl");
  assert.ok(!isKnown("xx") && !isKnown(undefined));
});

test("made languages keep every place, and take theirs from English", async () => {
  for (const change of [lengthened, mirrored]) {
    assert.deepEqual(placesIn(change("$1 by $2, and $1 again")), ["$1", "$1", "$2"]);
  }
  assert.ok(lengthened("Libraries near you").length > 18 * 1.3);
  const asked = [];
  const translate = await loadMessages("en-XA", async (path) => {
    asked.push(path);
    return { hello: { message: "Hello $1" } };
  });
  assert.match(translate("hello", "Ann"), /Ann/);
  assert.deepEqual(asked, ["/_locales/en/messages.json"]);
});
