import assert from "node:assert/strict";
import { test } from "node:test";

import {
  choosableLibraries,
  hostOf,
  loginTrouble,
  pagesFor,
  pageTrouble,
  suggestionsFor,
} from "../../extension/rule-list/library-choice.js";
import { sampleList } from "./sample-list.js";

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
