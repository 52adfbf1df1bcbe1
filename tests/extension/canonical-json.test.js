import assert from "node:assert/strict";
import { test } from "node:test";

import { canonicalJson } from "../../extension/updates/canonical-json.js";

test("keys are sorted, nothing is escaped but the quote and the backslash, there is no white space", () => {
  const value = { b: [1, true, null, "x\ny"], a: { 'q"\\': "é" } };
  assert.equal(canonicalJson(value), '{"a":{"q\\"\\\\":"é"},"b":[1,true,null,"x\ny"]}');
});

test("keys are sorted by code point, not by UTF-16 unit", () => {
  assert.equal(canonicalJson({ "\u{1F600}": 1, "\uFB01": 2 }), '{"\uFB01":2,"\u{1F600}":1}');
});

test("numbers that are no safe integers have no canonical form", () => {
  for (const number of [1.5, 2 ** 53, Infinity, NaN]) assert.throws(() => canonicalJson({ number }), TypeError);
});
