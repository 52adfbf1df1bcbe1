import { readFileSync } from "node:fs";

import { parseList } from "../../extension/rule-list/parse.js";
import { loadMessages } from "../../extension/shared/messages.js";

/** A small list of the tests' own, in the form of a signed one, and the real English words. */

const messages = (tag) =>
  JSON.parse(readFileSync(new URL(`../../extension/_locales/${tag}/messages.json`, import.meta.url), "utf8"));
export const english = messages("en");
export const spanish = messages("es");

const term = (id, en, warns) => ({ kind: "term", id, label: { en }, ...(warns === false && { warns }) });

/** A rule with one disclosure; `changes` go into that, `more` into the rule. */
export function rule(id, changes = {}, more = {}) {
  const evidence = [{ id: "e", kind: "vendor", publisher: "P", read_on: "2026-11-23", copy: "live", says: "." }];
  const disclosure = {
    id: "d",
    asker: "vendor",
    data: ["email-address", "password"],
    step: "first",
    level: "required",
    scope: { who: "vendor" },
    status: "in_force",
    review_by: "2027-05-23",
    evidence: ["e"],
    ...changes,
  };
  return {
    kind: "rule",
    id,
    name: id[0].toUpperCase() + id.slice(1),
    vendor: "V",
    hosts: [{ host: `${id}.com` }],
    disclosures: [disclosure],
    evidence,
    ...more,
  };
}

export const ENTRIES = [
  { kind: "header", schema: 1, release: 7, date: "2026-11-23", site: "https://o.example", starter: false },
  { kind: "proxy", id: "nypl", host: "i.ezproxy.nypl.org", library: "New York Public Library", site: "nypl.org" },
  { kind: "proxy", id: "oclc", host: "idm.oclc.org", tenants: true },
  { kind: "proxy", id: "toronto", host: "ezproxy.torontopubliclibrary.ca", library: "Toronto Public Library" },
  { kind: "proxy", id: "leeds", host: "proxy.leeds.gov.uk", library: "Leeds Libraries", site: "www.leeds.gov.uk" },
  rule("creativebug", {}, { names: ["Creativebug", "Creativebug for Libraries"] }),
  rule("hoopla", { data: ["email-address"] }, { name: "hoopla", hosts: [{ host: "hoopladigital.com" }] }),
  rule("bibliocommons", { asker: "library" }, { name: "BiblioCommons catalogue" }),
  { kind: "step", id: "first", label: { en: "before you can use it" } },
  term("email-address", "your e-mail address"),
  term("full-name", "your full name"),
  term("age", "your age"),
  term("library-card-number", "your library card number", false),
  term("password", "a password", false),
];

/** @param {object[]} entries */
export function sampleList(entries = ENTRIES) {
  return parseList(entries.map((entry) => JSON.stringify(entry)).join("\n") + "\n");
}

export async function sample() {
  const translate = await loadMessages("en", async () => english);
  return { list: sampleList(), mutes: new Map(), translate };
}
