import assert from "node:assert/strict";
import { test } from "node:test";

import { Words } from "../../extension/rule-list/words.js";
import { agoText, dateText, daysAgoText, notBefore, today } from "../../extension/shared/dates.js";
import { loadMessages } from "../../extension/shared/messages.js";
import { sampleList, spanish, english } from "./sample-list.js";

const MINUTE = 60_000;

test("how long ago is said in the largest unit that fits, in the reader's language", () => {
  for (const [day, language, text] of [
    ["2026-11-29", "en", "today"],
    ["2026-11-28", "en", "yesterday"],
    ["2026-11-06", "en", "23 days ago"],
    ["2026-10-25", "en", "last month"],
    ["2026-08-30", "en", "3 months ago"],
    ["2025-11-29", "en", "last year"],
    ["2023-11-29", "en", "3 years ago"],
    ["2026-08-30", "es", "hace 3 meses"],
    ["2026-11-28", "es", "ayer"],
  ]) {
    assert.equal(daysAgoText(day, "2026-11-29", language), text, `${day} ${language}`);
  }
});

test("a slow clock makes no day lie ahead", () => {
  assert.equal(daysAgoText("2026-12-24", "2026-11-29", "en"), "today");
  assert.equal(agoText(9 * MINUTE, 0, "en"), "this minute");
});

test("minutes and hours are told apart", () => {
  assert.equal(agoText(0, 59 * MINUTE, "en"), "59 minutes ago");
  assert.equal(agoText(0, 60 * MINUTE, "en"), "1 hour ago");
});

test("no day is before the list's own", () => {
  assert.equal(today(Date.parse("1999-01-01"), "2026-11-23"), "2026-11-23");
  assert.equal(notBefore(() => 0, "2026-11-23")(), Date.parse("2026-11-23"));
  assert.equal(dateText("2024-05", "en"), "May 2024");
});

test("a notice says when its sources were last read, how long ago, and whether in saved copies", async () => {
  const source = (read_on, copy) => ({ id: "e", kind: "vendor", publisher: "P", says: ".", read_on, copy });
  const live = [source("2026-05-01", "stored"), source("2026-08-30", "live")];
  for (const [tag, messages, sources, text] of [
    ["en", english, live, "Checked 3 months ago (30 August 2026)"],
    ["en", english, [source("2026-11-29", "stored")], "Checked today in saved copies (29 November 2026)"],
    ["es", spanish, live, "Comprobado hace 3 meses (30 de agosto de 2026)"],
  ]) {
    const words = new Words(sampleList(), await loadMessages(tag, async () => messages), tag);
    assert.equal(words.checked(sources, "2026-11-29"), text);
  }
});
