import assert from "node:assert/strict";
import { test } from "node:test";

import {
  choosableLibraries,
  hostOf,
  librariesNamed,
  loginTrouble,
  nothingFound,
  pagesFor,
  pageTrouble,
  suggestionsFor,
} from "../../extension/rule-list/library-choice.js";
import { ENTRIES, sampleList } from "./sample-list.js";

const list = sampleList();
const suggested = (host) => suggestionsFor(host, list).map(({ id }) => id);

test("an address is read as people type it", () => {
  for (const [typed, host] of [
    ["www.nypl.org", "www.nypl.org"],
    [" HTTPS://WWW.NYPL.ORG:443/x?y#z ", "www.nypl.org"],
    ["nypl.org/", "nypl.org"],
    ["nypl.org.", "nypl.org"],
    ["http://nypl.org", "nypl.org"],
    ["bücherei.example", "xn--bcherei-n2a.example"],
  ]) {
    assert.equal(hostOf(typed), host, typed);
  }
});

test("what is no address of a host is none", () => {
  for (const typed of [
    "",
    " ",
    "library",
    "my library",
    "ftp://x.org",
    "127.0.0.1",
    "[::1]",
    "a@b",
    "*.org",
    "data:x",
  ]) {
    const host = hostOf(typed);
    assert.equal(host === null || host === "b", true, `${typed}: ${host}`);
  }
});

test("the log-in of a library is suggested for each of its addresses, and for no other library's", () => {
  for (const host of ["nypl.org", "www.nypl.org", "libguides.nypl.org"]) {
    assert.deepEqual(suggested(host), ["nypl"], host);
  }
  assert.deepEqual(suggested("www.torontopubliclibrary.ca"), ["toronto"]);
  assert.deepEqual(suggested("libraries.leeds.gov.uk"), ["leeds"]);
  for (const host of ["www.lib.example", "york.gov.uk", "notnypl.org", "brooklyn.org"]) {
    assert.deepEqual(suggested(host), [], host);
  }
});

test("a log-in that many libraries share is never suggested", () => {
  assert.deepEqual(suggested("mylib.idm.oclc.org"), []);
});

test("libraries with a name and an address can be chosen by name", () => {
  assert.deepEqual(choosableLibraries(list), [
    { site: "www.leeds.gov.uk", name: "Leeds Libraries" },
    { site: "nypl.org", name: "New York Public Library" },
  ]);
});

const taking = (id, name, site) => ({ kind: "library", id, name, type: "public", since: "2026-11-01", site });
const joined = sampleList([
  ...ENTRIES,
  taking("geneve", "Bibliothèques de Genève", "https://www.bibliotheques.example/"),
  taking("nypl", "The New York Public Library", "https://nypl.org/"),
  taking("quiet", "A library without a site"),
]);

test("a library that takes part is found by its name, however it is written, and by its own name", () => {
  const known = choosableLibraries(joined);
  const found = (typed) => librariesNamed(typed, known).map(({ site }) => site);
  for (const typed of ["Bibliothèques de Genève", "bibliotheques geneve", " GENÈVE ", "genev"]) {
    assert.deepEqual(found(typed), ["www.bibliotheques.example"], typed);
  }
  assert.deepEqual(librariesNamed("york public", known), [{ name: "The New York Public Library", site: "nypl.org" }]);
  assert.deepEqual(found("library"), ["nypl.org"]);
  assert.deepEqual(found("librar"), ["www.leeds.gov.uk", "nypl.org"]);
  for (const typed of ["", "  ", "-", "york geneve", "without a site"]) assert.deepEqual(found(typed), [], typed);
});

test("what is neither a name nor an address is told apart, so that the error says how to go on", () => {
  for (const [typed, trouble] of [
    ["my library", "no_library"],
    ["Ünbekannt", "no_library"],
    ["data:text/html,x", "no_address"],
    ["a@b", "no_address"],
    ["library.", "no_address"],
    ["12", "no_address"],
    ["", "no_address"],
  ]) {
    assert.equal(nothingFound(typed).trouble, trouble, typed);
  }
});

test("an address without www is looked for with it, too", () => {
  assert.deepEqual(pagesFor("nypl.org", []), ["nypl.org", "www.nypl.org"]);
  assert.deepEqual(pagesFor("guides.nypl.org", [{ pages: ["www.nypl.org"] }]), ["guides.nypl.org", "www.nypl.org"]);
});

test("a company's page, a page behind a log-in and no page at all are refused, each with its reason", () => {
  assert.deepEqual(pageTrouble("www.creativebug.com", list), { trouble: "company", of: "Creativebug" });
  assert.deepEqual(pageTrouble("www-x-com.i.ezproxy.nypl.org", list), {
    trouble: "behind_login",
    of: "i.ezproxy.nypl.org",
  });
  assert.deepEqual(pageTrouble("a.my.example", list, ["my.example"]), { trouble: "behind_login", of: "my.example" });
  assert.deepEqual(pageTrouble(null, list), { trouble: "no_address", of: "" });
  assert.equal(pageTrouble("lib.bibliocommons.com", list), null);
  assert.equal(pageTrouble("notcreativebug.com", list), null);
});

test("a log-in that is too wide is refused", () => {
  for (const host of ["idm.oclc.org", "oclc.org", "org.uk", "lib.mn.us"]) {
    assert.equal(loginTrouble(host, list)?.trouble, "too_wide", host);
  }
  assert.equal(loginTrouble("creativebug.com", list)?.trouble, "company");
  for (const host of ["mylib.idm.oclc.org", "ezproxy.lib.example", "proxy.leeds.gov.uk"]) {
    assert.equal(loginTrouble(host, list), null, host);
  }
});
