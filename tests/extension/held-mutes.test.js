import assert from "node:assert/strict";
import { test } from "node:test";

import { heldMutes } from "../../extension/rule-list/held-mutes.js";
import { requireSane } from "../../extension/rule-list/sanity.js";
import { parseMutes } from "../../extension/rule-list/parse.js";

const HEADER = '{"kind":"header","schema":1}\n';
const mute = (id, reason = "r") => `{"id":"${id}","kind":"mute","reason":"${reason}"}\n`;
const ids = (text) => [...parseMutes(text).keys()];

test("within one release mutes gather: what an online key silenced it cannot bring back", () => {
  const first = heldMutes("list", HEADER + mute("a"), undefined);
  assert.deepEqual(ids(first), ["a"]);
  const second = heldMutes("list", HEADER + mute("b"), { list: "list", mutes: first });
  assert.deepEqual(ids(second), ["a", "b"]);
  assert.deepEqual(ids(heldMutes("list", HEADER, { list: "list", mutes: second })), ["a", "b"]);
});

test("a new release says anew which mutes hold, and its own cannot be left out by an online key", () => {
  const next = `${HEADER}${mute("b")}`;
  assert.deepEqual(ids(heldMutes(next, HEADER, { list: "list", mutes: mute("a") })), ["b"]);
});

test("the newest words for a mute are shown", () => {
  const held = heldMutes("list", HEADER + mute("a", "new"), { list: "list", mutes: mute("a", "old") });
  assert.equal(parseMutes(held).get("a"), "new");
});

const list = (release, hosts) => ({
  header: { release },
  rules: new Map(hosts.map((host, i) => [String(i), { id: String(i), hosts: [{ host }] }])),
});

test("a list that would be an obvious mistake is not used", () => {
  const current = list(5, ["a.example", "b.example", "c.example"]);
  requireSane(list(5, ["a.example", "b.example"]), current);
  requireSane(list(1, ["=x.example"]), undefined);
  assert.throws(() => requireSane(list(4, ["a.example", "b.example"]), current), /older/);
  assert.throws(() => requireSane(list(6, ["a.example"]), current), /fewer than half/);
  for (const host of ["com", "=localhost", "127.0.0.1", "1.2", "[::1]", "a..b", ".example", "example."]) {
    assert.throws(() => requireSane(list(6, [host, "b.example"]), current), /too wide/, host);
  }
});
