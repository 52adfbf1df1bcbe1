import { packagedList } from "../background/bundled-list.js";
import { DecisionStore } from "../background/decisions.js";
import { ListStore } from "../background/list-store.js";
import { UNSCHEDULED } from "../background/update-schedule.js";
import { buildMatcher } from "../matching/matcher.js";
import { effectsOf } from "../rule-list/effects.js";
import { parseList, parseMutes } from "../rule-list/parse.js";
import { claimsOf } from "../rule-list/standing.js";
import { Words } from "../rule-list/words.js";
import { today } from "../shared/dates.js";
import { element } from "../shared/dom.js";
import { isGranted } from "../shared/grants.js";
import { chooseLanguage, loadMessages } from "../shared/messages.js";
import { PackageFiles } from "../shared/package-files.js";
import { factsOf, linksOf, outside } from "./footer.js";
import { noticeOf } from "./notice.js";
import { settingsOf } from "./settings.js";

/** The popup's entry: finds the page it is about, and draws. */

/** @type {any} */
const browser = /** @type {any} */ (globalThis).browser;
const now = () => Date.now();
const files = new PackageFiles(browser);
const place = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * @typedef {object} Shown
 * @property {import("../rule-list/parse.js").RuleList} list
 * @property {Map<string, string>} mutes
 * @property {Words} words
 * @property {import("../shared/messages.js").Translate} translate
 * @property {import("../shared/package-files.js").Edition} edition
 * @property {any} tab
 */

async function draw(/** @type {string | undefined} */ status) {
  const language = chooseLanguage(navigator.languages);
  const translate = await loadMessages(language, (path) => files.json(path));
  document.documentElement.lang = language;
  place("tagline").textContent = translate("tagline");
  const packaged = () => packagedList((path) => files.bytes(path));
  const stored = await new ListStore({ storage: browser.storage.local, now, packaged }).current();
  const list = parseList(stored.list);
  const words = new Words(list, translate, language);
  const edition = await files.edition();
  const tab = await pageInQuestion();
  const shown = { list, mutes: parseMutes(stored.mutes), words, translate, edition, tab };
  const { schedule } = await browser.storage.local
    .get({ schedule: UNSCHEDULED })
    .catch(() => ({ schedule: UNSCHEDULED }));
  place("notice").replaceChildren(
    element("p", { role: "status", class: status ? "note" : "" }, status ?? ""),
    ...(stored.development ? [element("p", { class: "note" }, translate("development"))] : []),
    ...(await pageParts(shown)),
  );
  place("facts").replaceChildren(
    ...factsOf({ ...stored, list, muted: shown.mutes.size, schedule, edition, tab, now: now() }, { translate, words }),
  );
}

/** The tab that the notice is about: the one in front, or the one named in the address if this is a tab itself. */
async function pageInQuestion() {
  const named = new URLSearchParams(location.search).get("tab");
  if (named) return browser.tabs.get(Number(named)).catch(() => undefined);
  const [front] = await browser.tabs.query({ active: true, currentWindow: true });
  return front;
}

/** @param {Shown} shown */
async function pageParts(shown) {
  const { list, mutes, words, translate, edition, tab } = shown;
  if (!tab?.url) return unknownPage("page_hidden", shown);
  const match = buildMatcher({ rules: [...list.rules.values()] }).match(tab.url);
  const rule = match && list.rules.get(match.rule);
  if (!rule) return unknownPage("nothing_known", shown);
  const day = today(now(), list.header.date);
  const claims = claimsOf(rule, list.terms, day, mutes.has(rule.id));
  const onGoBack = () =>
    void browser.tabs.goBack(tab.id).then(
      () => window.close(),
      () => window.close(),
    );
  return [
    ...noticeOf(rule, claims, { muted: mutes.get(rule.id), onGoBack }, { words, translate }),
    linksOf(list, rule.campaign, edition.site, { words, translate }),
    await settings(rule, day, shown),
  ];
}

/**
 * @param {import("../rule-list/parse.js").Rule} rule
 * @param {string} day
 * @param {Shown} shown
 */
async function settings(rule, day, { list, mutes, words, translate, tab }) {
  const store = new DecisionStore({ storage: tab.incognito ? browser.storage.session : browser.storage.local, now });
  const warns = (/** @type {typeof rule} */ item) =>
    effectsOf(claimsOf(item, list.terms, day, mutes.has(item.id))[0]).badge;
  const others = [];
  for (const item of list.rules.values()) {
    if (warns(item) && item.hosts?.length && !(await isGranted(browser, item.hosts))) others.push(item);
  }
  const state = {
    rule,
    warns: warns(rule),
    granted: await isGranted(browser, rule.hosts ?? []),
    others,
    decisions: await store.read(rule.id),
  };
  const date = (/** @type {string} */ text) => words.date(text);
  return settingsOf(state, { browser, store, translate, date, now, redraw: draw });
}

/**
 * @param {"nothing_known"|"page_hidden"} key
 * @param {Shown} shown
 */
function unknownPage(key, { translate, edition }) {
  return [
    element("h1", {}, translate(key)),
    element("p", {}, translate(`${key}_more`)),
    element("p", {}, outside(`${edition.site}/resources/`, translate("look_up"), translate, "look-up-link")),
  ];
}

await draw(undefined);
