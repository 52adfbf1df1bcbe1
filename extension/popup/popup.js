import { gapsOf } from "../managed/gaps.js";
import { libraryAdvice, libraryContact, libraryNote, notShown } from "../managed/notice-parts.js";
import { ManagedDecisions, rememberingStorage } from "../managed/remembering.js";
import { isShown } from "../managed/shown.js";
import { claimVersion, effectsOf } from "../rule-list/effects.js";
import { claimsOf } from "../rule-list/standing.js";
import { notBefore } from "../shared/dates.js";
import { element } from "../shared/dom.js";
import { isGranted } from "../shared/grants.js";
import { offerLanguages, reviewNote } from "../shared/language-switch.js";
import { levelOf } from "../shared/level.js";
import { PackageFiles } from "../shared/package-files.js";
import { matcherFor } from "../shared/recognition.js";
import { loadSurface, place, policyOf } from "../shared/surface.js";
import { footerOf, linksOf, oldNote, outside, somethingWrong } from "./footer.js";
import { noticeOf } from "./notice.js";
import { settingsOf } from "./settings.js";

/** The popup's entry: finds the page it is about, and draws. */

/** @type {any} */
const browser = /** @type {any} */ (globalThis).browser;
const now = () => Date.now();
const files = new PackageFiles(browser);
const asked = new URLSearchParams(location.search);

/**
 * @typedef {import("../shared/surface.js").Surface} Surface
 * @typedef {Surface & {tab: any, level: import("../shared/level.js").Level}} Shown
 * @typedef {import("../rule-list/parse.js").Rule} Rule
 */

/** @param {string} [status] said by a line that was there before: what comes together with its text is not read out */
async function draw(status = "") {
  const held = document.activeElement?.id;
  const tab = await pageInQuestion();
  const surface = await loadSurface(browser, files, now, { privately: tab?.incognito });
  const { translate } = surface;
  place("tagline").textContent = translate("tagline");
  const level = await levelOf(browser, surface, surface.library);
  const shown = { ...surface, level, tab };
  place("notice").replaceChildren(
    ...(surface.development ? [element("p", { class: "note" }, translate("development"))] : []),
    ...oldNote(surface, now()),
    ...gapsOf(browser, surface, level, (allowed) => draw(allowed ? undefined : translate("refused"))),
    ...(await pageParts(shown)),
  );
  place("status").textContent = status;
  place("status").className = status ? "note" : "";
  place("facts").replaceChildren(...reviewNote(surface), ...footerOf(surface, level, tab, now()));
  offerLanguages(surface, draw);
  // What had the focus was drawn anew: a keyboard must not be thrown back to the top.
  if (held && document.activeElement === document.body) (place(held) ?? place("loudness"))?.focus();
}

/** The tab that the notice is about: the one in front, or the one named in the address if this is a tab itself. */
async function pageInQuestion() {
  const named = asked.get("tab");
  if (named) return browser.tabs.get(Number(named)).catch(() => undefined);
  const [front] = await browser.tabs.query({ active: true, currentWindow: true });
  return front;
}

/** @param {Shown} shown */
async function pageParts(shown) {
  const { list, tab, library } = shown;
  const about = list.rules.get(asked.get("about") ?? "");
  if (about) return ruleParts(about, true, shown); // asked for from a library's page
  if (!tab?.url) return unknownPage("page_hidden", shown);
  const match = matcherFor(list, library).match(tab.url);
  const rule = match && list.rules.get(match.rule);
  return rule ? ruleParts(rule, match.certain, shown, () => goBack(tab.id)) : unknownPage("nothing_known", shown);
}

/**
 * @param {Rule} rule
 * @param {boolean} certain
 * @param {Shown} shown
 * @param {() => void} [onGoBack]
 */
async function ruleParts(rule, certain, shown, onGoBack) {
  const { list, mutes, words, translate, edition, day, policy } = shown;
  if (policy.state === "here" && !isShown(policy, rule.id)) return notShown(policy, translate);
  const claims = claimsOf(rule, list.terms, day, mutes.has(rule.id));
  const muted = mutes.get(rule.id);
  const advice = libraryAdvice(policy, rule.id, translate);
  return [
    ...(certain ? [] : [element("p", { class: "note", id: "appears" }, translate("page_appears", rule.name))]),
    ...noticeOf(rule, claims, { muted, onGoBack, libraryAdvice: advice }, { words, translate, day }),
    ...libraryNote(policy, rule.id, translate),
    ...libraryContact(policy, advice.length > 0, translate),
    ...linksOf(list, rule.campaign, edition.site, { words, translate, links: policy.settings.campaign_links }),
    await settings(rule, claims[0], shown),
    somethingWrong(edition.site, rule, translate),
  ];
}

/** @param {number} tabId */
function goBack(tabId) {
  const close = () => window.close();
  void browser.tabs.goBack(tabId).then(close, close);
}

/**
 * @param {Rule} rule
 * @param {import("../rule-list/standing.js").Claim} first
 * @param {Shown} shown
 */
async function settings(rule, first, { level, words, translate, tab, list }) {
  const clock = notBefore(now, list.header.date);
  const reader = policyOf(browser);
  const storage = tab?.incognito ? browser.storage.session : rememberingStorage(reader, browser.storage);
  const store = new ManagedDecisions({ storage, now: clock, policy: reader });
  const [claim, decisions] = [claimVersion(first), await store.read(rule.id)];
  await store.acknowledge(rule.id, claim);
  const state = {
    rule,
    claim,
    warns: effectsOf(first).badge,
    granted: await isGranted(browser, rule.hosts ?? []),
    others: level.others,
    decisions,
  };
  const date = (/** @type {string} */ text) => words.date(text);
  return settingsOf(state, { browser, store, translate, date, now: clock, redraw: draw });
}

/**
 * @param {"nothing_known"|"page_hidden"} key
 * @param {Shown} shown
 */
function unknownPage(key, { translate, edition, policy }) {
  if (policy.settings.notices === "off") return notShown(policy, translate);
  return [
    element("h1", {}, translate(key)),
    element("p", {}, translate(`${key}_more`)),
    element("p", {}, outside(`${edition.site}/resources/`, translate("look_up"), translate, "look-up-link")),
    somethingWrong(edition.site, null, translate),
    ...libraryContact(policy, false, translate),
  ];
}

policyOf(browser).onChange(() => draw());
await draw();
