import assert from "node:assert/strict";
import { test } from "node:test";

import { knowledgeOf } from "../../extension/matching/hosts.js";
import { buildMatcher } from "../../extension/matching/matcher.js";
import { isPlainMiss } from "../../extension/matching/plain.js";
import { Sieve } from "../../extension/matching/sieve.js";
import { vectors } from "./vectors.js";

const list = { rules: [{ id: "x", hosts: [{ host: "lynda.com" }, { host: "a-b.example.org", paths: ["/shop"] }] }] };
const settings = { proxyHosts: ["proxy.example.edu"], loginTemplates: ["https://door.example.com/go/$@"] };
const sieve = new Sieve(knowledgeOf(list, settings));
const matcher = buildMatcher(list, settings);

test("an address that leads nowhere is told at a glance", () => {
  for (const url of [
    "https://www.example.net/",
    "http://news.example.co.uk/2020/a-b_c?id=7&ref=x,y#top",
    "https://xn--bcher-kva.example/@name/(1)",
  ]) {
    assert.ok(isPlainMiss(sieve, url), url);
  }
});

test("whatever may lead somewhere, or is not plain, is read in full", () => {
  for (const url of [
    undefined,
    "",
    "ftp://www.example.net/",
    "https://lynda.com/",
    "https://www.lynda.com/learning",
    "https://www-lynda-com.example.net/",
    "https://proxy.example.edu/menu",
    "https://door.example.com/go/x",
    "https://www.google.com/",
    "https://www.example.net", // the parser adds a slash
    "https://WWW.example.net/",
    "https://www.example.net./",
    "https://www.example.net:443/",
    "https://user@www.example.net/",
    "https://1.2.3.4/",
    "https://www.example.0x7f/",
    "https://localhost/",
    "https:/www.example.net/",
    "https:\\\\www.example.net/",
    "https://www.example.net/a/../_lib_proxy_url/x",
    "https://www.example.net/%2e%2e/x",
    "https://www.example.net/login?url=https://www.lynda.com/",
    "https://www.example.net/login?url=aHR0cHM6Ly93d3cubHluZGEuY29tLw",
    "https://www.example.net/_Lib_Proxy_Url/aHR0cHM6Ly93d3cubHluZGEuY29tLw",
    "https://www.example.net/x?MuseHost=www.lynda.com",
    " https://www.example.net/",
    "https://www.example.net/ä",
    `https://www.example.net/${"a".repeat(9000)}`,
  ]) {
    assert.ok(!isPlainMiss(sieve, url), String(url));
  }
});

/** Pieces of addresses, put together at random: a miss at a glance is a miss when it is read, and is no other address. */
test("what is told at a glance is what reading in full says, and the browser leaves it as it is", () => {
  const pieces = [
    "https://",
    "http://",
    "www",
    "lynda",
    "com",
    "org",
    "example",
    ".",
    ".",
    "-",
    "/",
    "?",
    "=",
    "&",
    "#",
  ];
  pieces.push(
    "login",
    "url",
    "aHR0cHM6Ly9seW5kYS5jb20",
    "MuseHost=",
    "_",
    "%2e",
    "%",
    ":",
    "@",
    "1",
    "0x1",
    "xn--",
    "Z",
  );
  let [state, plain] = [20_191_125, 0];
  const chance = (/** @type {number} */ limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  for (let round = 0; round < 60_000; round += 1) {
    const host = Array.from({ length: 1 + chance(5) }, () => pieces[2 + chance(8)]).join("");
    const rest = Array.from({ length: chance(8) }, () => pieces[chance(pieces.length)]).join("");
    const url = `https://${host}.${pieces[3 + chance(3)]}/${rest}`;
    if (!isPlainMiss(sieve, url)) continue;
    plain += 1;
    assert.equal(matcher.examine(url).match, null, url);
    assert.ok([url, undefined].includes(URL.parse(url)?.href), url);
  }
  assert.ok(plain > 1_000, `only ${plain} were told at a glance`);
});

test("every address of the vectors gets the same answer by both ways", () => {
  for (const name of ["proxied", "opaque", "ours", "negative"]) {
    for (const { url } of vectors(`roads/${name}.jsonl`)) {
      assert.deepEqual(matcher.match(url), matcher.examine(url).match, url);
    }
  }
});
