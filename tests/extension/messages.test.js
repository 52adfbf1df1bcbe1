import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { ORDER } from "../../extension/rule-list/standing.js";
import { chooseLanguage, loadMessages } from "../../extension/shared/messages.js";
import { SHAPES } from "../../extension/shared/shapes.js";

const root = new URL("../../extension/", import.meta.url);
const messages = JSON.parse(readFileSync(new URL("_locales/en/messages.json", root), "utf8"));
const sources = readdirSync(root, { recursive: true })
  .filter((name) => name.endsWith(".js"))
  .map((name) => readFileSync(new URL(name, root), "utf8"))
  .join("\n");

/** Keys that are put together from a standing, an answer or the manifest. */
const COMPOSED = [/^headline_/, /^badge_/, /^extension_/, /^(nothing_known|page_hidden)_more$/];

test("every message is used", () => {
  const unused = Object.keys(messages).filter(
    (key) => !sources.includes(`"${key}"`) && !COMPOSED.some((pattern) => pattern.test(key)),
  );
  assert.deepEqual(unused, []);
});

test("every standing has its word, its sentence and its shape", () => {
  for (const name of ORDER) {
    assert.ok(messages[`badge_${name}`], name);
    assert.ok(
      Object.keys(messages).some((key) => key.startsWith(`headline_${name}`)),
      name,
    );
    assert.ok(SHAPES[name], name);
  }
});

test("the patron's words are hers: none of ours is in any string", () => {
  const ours = /\b(PII|rules?|disclosures?|standings?|tiers?|releases?|fingerprints?|kits?|doorhangers?)\b/i;
  const found = Object.entries(messages).filter(([, { message }]) => ours.test(message));
  assert.deepEqual(found, []);
});

test("placeholders are filled; a message that is missing is an error, not an empty string", async () => {
  const translate = await loadMessages("en", async () => ({ hello: { message: "$2 before $1" } }));
  assert.equal(translate("hello", "one", 2), "2 before one");
  assert.throws(() => translate("bye"));
});

test("the language is the first that we have, else English", () => {
  assert.equal(chooseLanguage(["tlh", "en-GB"]), "en");
  assert.equal(chooseLanguage([]), "en");
});
