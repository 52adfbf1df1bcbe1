import assert from "node:assert/strict";
import { test } from "node:test";

import { readSettings } from "../../extension/managed/settings.js";
import { english } from "./sample-list.js";
import { vectors } from "./vectors.js";

const NAME = { library: { name: "Springfield Public Library" } };
const read = (settings, more = {}) =>
  readSettings({ settings: JSON.stringify(settings), settings_version: "1", ...more });

/** Maps as the vectors write them, and without what is not compared. */
const plain = (value) => (value instanceof Map ? Object.fromEntries([...value].map(([k, v]) => [k, plain(v)])) : value);

for (const { case: name, settings, wrong, kept } of vectors("library-settings.jsonl")) {
  test(`settings: ${name}`, () => {
    const { settings: found, problems } = read(settings);
    assert.deepEqual(
      problems.map(({ key }) => key),
      wrong,
    );
    const expected = structuredClone(kept);
    for (const advice of Object.values(expected.advice ?? {})) advice.instead ??= [];
    assert.deepEqual(Object.fromEntries(Object.keys(kept).map((key) => [key, plain(found[key])])), expected);
  });
}

test("each kind of trouble has words that say what to do", () => {
  const wrong = vectors("library-settings.jsonl").flatMap(({ settings }) => read(settings).problems);
  const whole = [{ settings: "x" }, { settings: "{", settings_version: "1" }].flatMap(
    (it) => readSettings(it).problems,
  );
  const troubles = new Set([...wrong, ...whole].map(({ trouble }) => trouble));
  assert.ok(troubles.size > 12);
  for (const trouble of troubles) assert.ok(english[`setting_${trouble}`], trouble);
});

for (const [what, stored, key] of [
  ["no version", { settings: JSON.stringify(NAME) }, "settings_version"],
  ["a version of the future", { settings: JSON.stringify(NAME), settings_version: "2" }, "settings_version"],
  ["a version that is a number", { settings: JSON.stringify(NAME), settings_version: 1 }, "settings_version"],
  ["half a text", { settings: '{"library":', settings_version: "1" }, "settings"],
  ["a list", { settings: "[]", settings_version: "1" }, "settings"],
  ["an object in the place of its text", { settings: NAME, settings_version: "1" }, "settings"],
  [
    "a megabyte",
    { settings: JSON.stringify({ library: { name: "x".repeat(1e6) } }), settings_version: "1" },
    "settings",
  ],
]) {
  test(`${what} is named, and the careful values hold`, () => {
    const { settings, problems } = readSettings(stored);
    assert.deepEqual(
      problems.map((problem) => problem.key),
      [key],
    );
    assert.equal(settings.library.name, "");
    assert.equal(settings.remember, "session");
    assert.equal(settings.loudness, "badge");
  });
}

test("a key beside the two is named: Firefox hands on whatever a policy holds", () => {
  const { settings, problems } = read(NAME, { serverUrl: "x" });
  assert.deepEqual(problems, [{ key: "serverUrl", trouble: "unknown_key", of: [] }]);
  assert.equal(settings.library.name, NAME.library.name);
});

test("advice about a thing called like a part of JavaScript is only a word", () => {
  const { settings } = read({ ...NAME, notes: { constructor: "Our words." } });
  assert.equal(settings.notes.get("constructor"), "Our words.");
  assert.equal(settings.notes.get("toString"), undefined);
});
