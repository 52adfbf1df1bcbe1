import assert from "node:assert/strict";
import { test } from "node:test";

import { Sieve } from "../../extension/matching/sieve.js";

const known = Array.from({ length: 5000 }, (_, i) => `${i % 3 ? "" : "search."}known-${i * 7919}.example.org`);
const nothing = { hosts: new Map(), lastLabels: new Set(), ends: new Set(), wholes: new Map() };
const sieveOf = (names) => new Sieve({ ...nothing, hosts: new Map(names.map((name) => [name, true])) });
const sieve = sieveOf(known);
const glance = (sieve, host) => sieve.glance(host, 0, host.length);

test("no known name is held back, whatever stands before it", () => {
  for (const name of known) {
    assert.ok(glance(sieve, name).endings.includes(0), name);
    assert.ok(glance(sieve, `a.www.${name}`).endings.includes(6), name);
  }
});

test("endings are told from the longest to the shortest", () => {
  const both = sieveOf(["b.example.org", "example.org"]);
  assert.deepEqual(glance(both, "a.b.example.org").endings, [2, 4]);
});

test("the last label alone is nobody's host, but a host of one label may be known", () => {
  const one = sieveOf(["localhost"]);
  assert.deepEqual(glance(one, "localhost").endings, [0]);
  assert.deepEqual(glance(one, "www.localhost").endings, []);
});

test("few of the unknown names get through", () => {
  const strangers = Array.from({ length: 10_000 }, (_, i) => `stranger-${i * 104_729}.net`);
  const through = strangers.filter((name) => glance(sieve, name).endings.length > 0);
  assert.ok(through.length < 150, `${through.length} of ${strangers.length}`);
});

test("a host that may be a proxied one is told by its first label, or by an ending inside it", () => {
  const proxies = new Sieve({
    hosts: new Map(),
    lastLabels: new Set(["com"]),
    ends: new Set(["com"]),
    wholes: new Map([["sciwheel", "f1000-com"]]),
  });
  const fitting = [
    "www-lynda-com.example.org",
    "www-lynda-com-443.example.org",
    "www-lynda-com-s.example.org",
    "www.lynda.com.example.org",
    "sciwheel.proxy.example.org",
  ];
  for (const host of fitting) assert.ok(glance(proxies, host).proxied, host);
  const others = ["www.example.com", "lynda-com.org", "a-museum.example.org", "www.lynda.com"];
  for (const host of others) assert.ok(!glance(proxies, host).proxied, host);
});

test("a label that is google's name is seen wherever it stands", () => {
  for (const host of ["google.com", "www.google.co.uk", "google"]) assert.ok(glance(sieve, host).google, host);
  for (const host of ["notgoogle.com", "google-maps.example.org"]) assert.ok(!glance(sieve, host).google, host);
});
