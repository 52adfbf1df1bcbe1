import assert from "node:assert/strict";
import { test } from "node:test";

import { earliest, standingOf } from "../../extension/rule-list/standing.js";
import { vectors } from "./vectors.js";

const TERMS = new Map([
  ["email-address", { id: "email-address", label: { en: "your e-mail address" } }],
  ["library-card-number", { id: "library-card-number", label: { en: "your card" }, warns: false }],
]);

for (const { why, disclosure, sources, today, muted, standing, reason, confirmed_on: confirmedOn } of vectors(
  "standing.jsonl",
)) {
  test(`standing: ${why}`, () => {
    const found = standingOf(disclosure, sources, TERMS, today, muted);
    assert.deepEqual(found, { name: standing, reason, confirmedOn });
  });
}

test("a partial date means its first day", () => {
  assert.deepEqual(["2024", "2024-05", "2024-05-17"].map(earliest), ["2024-01-01", "2024-05-01", "2024-05-17"]);
});
