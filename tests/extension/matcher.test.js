import assert from "node:assert/strict";
import { test } from "node:test";

import { buildMatcher } from "../../extension/matching/matcher.js";
import { vectors } from "./vectors.js";

const [{ rules }, ...cases] = vectors("direct-matching.jsonl");
const matcher = buildMatcher({ rules });

for (const { url, rule, host } of cases) {
  test(`${url || "an empty address"} is ${rule ?? "nothing"}`, () => {
    assert.deepEqual(matcher.match(url), rule && { rule, via: "direct", host, certain: true });
  });
}

test("a URL of ten megabytes is refused", () => {
  assert.equal(matcher.match(`https://lynda.com/${"a".repeat(10_000_000)}`), null);
});
