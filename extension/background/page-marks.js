import { cardOf } from "../rule-list/card.js";
import { nameFinder } from "../rule-list/names.js";
import { claimsOf } from "../rule-list/standing.js";
import { Words } from "../rule-list/words.js";
import { today } from "../shared/dates.js";
import { directionOf } from "../shared/languages.js";
import { matcherFor } from "../shared/recognition.js";
import { SHAPES } from "../shared/shapes.js";
import { withLibraryAdvice } from "../managed/card-advice.js";
import { questionOf } from "./page-questions.js";

/**
 * Answers the library's pages: which of their links are marked, and with what words.
 *
 * @typedef {import("./page-questions.js").Answer} Answer
 * @typedef {import("./page-questions.js").MarkedLink} MarkedLink
 * @typedef {import("../rule-list/card.js").How} How
 * @typedef {import("../shared/messages.js").Translate} Translate
 * @typedef {{translate: Translate, language: string, english: Translate | null}} Speech `english` where the language has
 *   no reviewed translation
 * @typedef {{id?: string, url?: string, tab?: {id: number, incognito?: boolean}}} Sender
 */

const STYLES = ["/shared/tokens.css", "/shared/notice.css", "/library-pages/marks.css"];
/** @type {Answer} */
const OFF = { on: false };

export class PageMarks {
  /**
   * @param {object} parts
   * @param {any} parts.browser
   * @param {Pick<import("./list-store.js").ListStore, "parsed">} parts.lists
   * @param {import("./library-pages.js").LibraryReader} parts.library
   * @param {{covers: (page: URL) => Promise<boolean>}} parts.pages on which links are marked
   * @param {import("../shared/package-files.js").PackageFiles} parts.files
   * @param {{read: () => Promise<import("../managed/policy.js").Policy>}} parts.policy
   * @param {() => Promise<Speech>} parts.speak
   * @param {() => number} parts.now
   */
  constructor({ browser, lists, library, pages, files, policy, speak, now }) {
    this.browser = browser;
    this.lists = lists;
    this.library = library;
    this.pages = pages;
    this.files = files;
    this.policy = policy;
    this.speak = speak;
    this.now = now;
  }

  /**
   * @param {unknown} message
   * @param {Sender} sender
   * @returns {Promise<Answer>}
   */
  async answer(message, sender) {
    const question = questionOf(message);
    if (!question || !(await this.#isOurPage(sender))) return OFF;
    // A page of ours would leave the private window, and stay in the browser's history.
    const mayShow = !sender.tab?.incognito;
    if (question.kind === "still on") return { on: true, settings: await this.#settings(mayShow) };
    if (question.kind === "show all") return mayShow ? this.#showAll(question.rule) : { on: true };
    const settings = question.first ? await this.#settings(mayShow) : undefined;
    return { on: true, settings, ...(await this.#marks(question.links, /** @type {string} */ (sender.url))) };
  }

  /** @param {Sender} sender */
  async #isOurPage({ id, url, tab }) {
    const page = URL.parse(url ?? "");
    if (id !== this.browser.runtime.id || !tab || page?.protocol !== "https:") return false;
    return this.pages.covers(page);
  }

  /**
   * @param {import("./page-questions.js").Link[]} links
   * @param {string} pageUrl
   */
  async #marks(links, pageUrl) {
    const inUse = await this.lists.parsed();
    if (!inUse) return {};
    const { list, mutes } = inUse;
    const decide = this.#decider(list, await this.library.read(), pageUrl);
    /** @type {MarkedLink[]} */
    const decided = links.flatMap(([target, name], index) => {
      const found = decide(target, name);
      return found ? [[index, found.rule, found.how]] : [];
    });
    const cards = await this.#cards(list, mutes, new Set(decided.map(([, rule]) => rule)));
    return { cards, marked: decided.filter(([, rule]) => Object.hasOwn(cards, rule)) };
  }

  /**
   * @param {import("../rule-list/parse.js").RuleList} list
   * @param {import("../shared/library.js").Library | null} library
   * @param {string} pageUrl
   * @returns {(target: string, name: string) => {rule: string, how: How} | null}
   */
  #decider(list, library, pageUrl) {
    const matcher = matcherFor(list, library);
    const findName = nameFinder(list.rules.values());
    // On a catalogue that has a rule itself only what leads out of it is marked.
    const own = matcher.match(pageUrl)?.rule;
    return (target, name) => {
      const { match, opaque } = matcher.examine(target);
      const rule = match?.rule ?? (opaque && name ? findName(name) : null);
      if (!rule || rule === own) return null;
      if (!match) return { rule, how: "name" };
      return { rule, how: match.certain ? "sure" : "appears" };
    };
  }

  /**
   * @param {import("../rule-list/parse.js").RuleList} list
   * @param {Map<string, string>} mutes
   * @param {Set<string>} ids
   */
  async #cards(list, mutes, ids) {
    const { translate, language, english } = await this.speak();
    const words = new Words(list, translate, language, english && new Words(list, english, "en"));
    const policy = await this.policy.read();
    const day = today(this.now(), list.header.date);
    /** @type {Record<string, import("../rule-list/card.js").Card>} */
    const cards = {};
    for (const id of ids) {
      const rule = /** @type {import("../rule-list/parse.js").Rule} */ (list.rules.get(id));
      const card = cardOf(rule, claimsOf(rule, list.terms, day, mutes.has(id)), { words, translate, day });
      if (card) cards[id] = withLibraryAdvice(card, policy, id, translate);
    }
    return cards;
  }

  /**
   * @param {boolean} mayShow whether all that is known can be shown in a tab
   * @returns {Promise<import("./page-questions.js").Settings>}
   */
  async #settings(mayShow) {
    const { translate, language } = await this.speak();
    const sheets = await Promise.all(STYLES.map((path) => this.files.text(path)));
    const library = await this.library.read();
    return {
      look: library?.marks === "icon" ? "icon" : "words",
      css: sheets.join("\n"),
      language,
      direction: directionOf(language),
      details: translate("details"),
      close: translate("close"),
      showAll: mayShow ? translate("show_all") : "",
      shapes: SHAPES,
    };
  }

  /** @param {string} rule */
  async #showAll(rule) {
    const inUse = await this.lists.parsed();
    if (!inUse?.list.rules.has(rule)) return OFF;
    const url = this.browser.runtime.getURL(`popup/popup.html?about=${encodeURIComponent(rule)}`);
    await this.browser.tabs.create({ url });
    return { on: true };
  }
}
