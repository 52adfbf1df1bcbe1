import assert from "node:assert/strict";
import { test } from "node:test";

import { pageConditions } from "../../extension/background/light-up.js";
import { ListStore } from "../../extension/background/list-store.js";
import { buildIndex } from "../../extension/rule-list/index.js";
import { parseList, parseMutes } from "../../extension/rule-list/parse.js";
import { agoText, dateText, today } from "../../extension/shared/dates.js";
import { originsOf } from "../../extension/shared/grants.js";
import { fakeStorage } from "./vectors.js";

const HEADER = { kind: "header", schema: 1, release: 7, date: "2026-11-23", site: "https://o.example", starter: false };
const RULE = {
  kind: "rule",
  id: "x",
  name: "X",
  vendor: "V",
  hosts: [{ host: "x.example" }],
  disclosures: [
    {
      id: "d",
      asker: "vendor",
      data: ["email"],
      step: "s",
      level: "required",
      scope: { who: "vendor" },
      status: "in_force",
      review_by: "2027-05-23",
      evidence: ["e"],
    },
  ],
  evidence: [{ id: "e", kind: "vendor", publisher: "V", read_on: "2026-11-23", copy: "live", says: "." }],
};
const noPackage = () => Promise.reject(new Error("this test has no package"));
const list = (...entries) => [HEADER, ...entries].map((entry) => JSON.stringify(entry)).join("\n") + "\n";

test("an entry of an unknown kind and an unknown field are ignored", () => {
  const parsed = parseList(list({ kind: "spell", id: "s" }, { ...RULE, colour: "blue" }));
  assert.deepEqual([...parsed.rules.keys()], ["x"]);
});

test("a rule with a value that this version does not understand is skipped, never guessed", () => {
  for (const change of [{ level: "mandatory" }, { status: "paused" }, { asker: "school" }, { how: "guessed" }]) {
    const rule = { ...RULE, disclosures: [{ ...RULE.disclosures[0], ...change }] };
    assert.equal(parseList(list(rule)).rules.size, 0);
  }
});

test("the index holds of a proxy and a rewrite what recognising needs, and no more", () => {
  const proxy = { id: "p", host: "idm.oclc.org", tenants: true, sources: [] };
  const own = { id: "q", host: "e.x.org", library: "X", site: "x.org", login_templates: ["https://e.x.org/?u=$@"] };
  const rewrite = { id: "r", from: ".lynda.com", to: "-lynda-com", sources: [] };
  const parsed = parseList(
    list({ kind: "proxy", ...proxy }, { kind: "proxy", ...own }, { kind: "rewrite", ...rewrite }, RULE),
  );
  assert.equal(parsed.proxies.get("q").site, "x.org");
  const { proxies, rewrites } = buildIndex(parsed, new Map(), "2026-11-23");
  assert.deepEqual(proxies, [
    { host: "idm.oclc.org", tenants: true },
    { host: "e.x.org", login_templates: ["https://e.x.org/?u=$@"] },
  ]);
  assert.deepEqual(rewrites, [{ from: ".lynda.com", to: "-lynda-com" }]);
});

test("a list of another schema, or no list at all, is refused", () => {
  assert.throws(() => parseList(list(RULE).replace('"schema":1', '"schema":2')));
  assert.throws(() => parseList("<!doctype html>"));
  assert.throws(() => parseList("{}"));
});

test("a mute silences the rule in the index", () => {
  const parsed = parseList(list(RULE));
  const mutes = parseMutes('{"kind":"header","schema":1}\n{"kind":"mute","id":"x","reason":"contested"}\n');
  const [loud] = buildIndex(parsed, new Map(), "2026-11-23").rules;
  const [muted] = buildIndex(parsed, mutes, "2026-11-23").rules;
  assert.deepEqual(loud.effects, { icon: "alert", badge: true, opens: true });
  assert.deepEqual(muted.effects, { icon: "lit", badge: false, opens: false });
});

test("the index is built anew when its day has passed: an overdue claim stops warning by itself", async () => {
  const clock = { time: Date.parse("2026-11-23T12:00:00Z") };
  const lists = new ListStore({ storage: fakeStorage(), now: () => clock.time, packaged: noPackage });
  await lists.replace({
    list: list(RULE),
    mutes: '{"kind":"header"}\n',
    served: "",
    sha256: "",
    mutesSha256: "",
    development: false,
  });
  assert.equal((await lists.index()).rules[0].effects.opens, true);
  clock.time = Date.parse("2027-05-24T12:00:00Z");
  assert.equal((await lists.index()).rules[0].effects.opens, false);
  clock.time = Date.parse("1999-01-01T00:00:00Z");
  assert.equal((await lists.index()).on, "2026-11-23", "never before the list's own day");
});

test("a list that cannot be parsed does not replace the one in use", async () => {
  const lists = new ListStore({ storage: fakeStorage(), now: Date.now, packaged: noPackage });
  const good = {
    list: list(RULE),
    mutes: '{"kind":"header"}\n',
    served: "",
    sha256: "",
    mutesSha256: "",
    development: false,
  };
  await lists.replace(good);
  await assert.rejects(lists.replace({ ...good, list: "broken" }));
  assert.deepEqual(await lists.current(), good);
});

test("the day is never before the list's own", () => {
  assert.equal(today(Date.parse("2001-01-01"), "2026-11-23"), "2026-11-23");
  assert.equal(today(Date.parse("2027-01-01"), "2026-11-23"), "2027-01-01");
});

test("dates are said as precisely as they are known", () => {
  assert.deepEqual(
    ["2022", "2019-10", "2020-03-26"].map((day) => dateText(day, "en")),
    ["2022", "October 2019", "26 March 2020"],
  );
});

test("how long ago is said in the largest unit that fits", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  const ago = (minutes) => agoText(now - minutes * 60_000, now, "en");
  assert.deepEqual([0, 5, 120, 3 * 1440, 95 * 1440].map(ago), [
    "this minute",
    "5 minutes ago",
    "2 hours ago",
    "3 days ago",
    "3 months ago",
  ]);
  assert.equal(agoText(now + 5000, now, "en"), "this minute", "a clock set back never says 'in five seconds'");
});

test("a host is asked for as narrowly as the browser can, and not at all where its open pages do not count", () => {
  const hosts = [
    { host: "x.example" },
    { host: "=y.example", paths: ["/a"] },
    { host: "z.example", only_via: ["proxied"] },
  ];
  assert.deepEqual(originsOf(hosts), ["https://*.x.example/*", "https://y.example/*"]);
});

test("the browser's own conditions for lighting up follow hosts, subdomains and paths", () => {
  const schemes = ["https", "http"];
  assert.deepEqual(pageConditions([{ host: "x.example" }]), [
    { hostEquals: "x.example", schemes },
    { hostSuffix: ".x.example", schemes },
  ]);
  assert.deepEqual(pageConditions([{ host: "=y.example", paths: ["/a"] }]), [
    { hostEquals: "y.example", pathEquals: "/a", schemes },
    { hostEquals: "y.example", pathPrefix: "/a/", schemes },
  ]);
  assert.deepEqual(pageConditions([{ host: "z.example", only_via: ["wrapped"] }]), []);
});
