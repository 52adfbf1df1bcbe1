// The extension's matcher as a process: a line with a rule list makes a matcher, every other line is an address, and
// each line gets one in answer. Driven by tests/server/matchers.py. It stops if `match` says anything but `examine`.
import assert from "node:assert/strict";
import { createInterface } from "node:readline";

import { buildMatcher } from "../../extension/matching/matcher.js";

let matcher;
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  if (asked.list) matcher = buildMatcher(asked.list, asked.settings);
  console.log(JSON.stringify(asked.list ? "ready" : examined(asked.url)));
}

function examined(url) {
  const found = matcher.examine(url);
  assert.deepEqual(matcher.match(url), found.match, url);
  return found;
}
