import { matcherFor } from "../shared/recognition.js";
import { loudness } from "./alert-budget.js";
import { showOnTab } from "./icon.js";

/**
 * Watches the pages of granted hosts, and nothing else: the browser gives no address of any other page.
 *
 * @typedef {import("../rule-list/index.js").Index} Index
 * @typedef {import("../rule-list/index.js").IndexedRule} IndexedRule
 * @typedef {{tabId: number, url: string, rule: IndexedRule, certain: boolean,
 *   decisions: import("./decisions.js").DecisionStore, open: boolean}} Visit
 */
export class Watcher {
  /** @type {{index: Index, library: string, matcher: ReturnType<typeof matcherFor>} | undefined} */
  #known;

  /**
   * @param {object} parts
   * @param {any} parts.browser
   * @param {Pick<import("./list-store.js").ListStore, "index">} parts.lists
   * @param {import("./library-pages.js").LibraryReader} parts.library
   * @param {(privately: boolean, date: string) => import("./decisions.js").DecisionStore} parts.decisions `date`: the
   *   list's own, before which no clock is believed
   * @param {import("./journeys.js").Journeys} parts.journeys
   * @param {() => Promise<import("../shared/messages.js").Translate>} parts.translate
   * @param {() => Promise<import("./icon.js").Look>} parts.resting what the icon shows where there is nothing to say
   */
  constructor({ browser, lists, library, decisions, journeys, translate, resting }) {
    this.browser = browser;
    this.lists = lists;
    this.library = library;
    this.decisions = decisions;
    this.journeys = journeys;
    this.translate = translate;
    this.resting = resting;
    /** @type {Promise<unknown>} */
    this.pending = Promise.resolve();
  }

  /**
   * A tab has come to another address.
   *
   * @param {number} tabId
   * @param {{url?: string, status?: string}} change only its `url` counts: Firefox's first event still carries the old
   *   `tab.url`. Without one it is a page that we may not see.
   * @param {{incognito: boolean}} tab
   * @param {{open?: boolean}} [options] open: false where the popup has just been closed by the patron's own click
   */
  async onUpdated(tabId, { url, status }, { incognito }, { open = true } = {}) {
    if (url === undefined) return status === "loading" ? this.journeys.passBy(tabId) : undefined;
    // Read at once, the index, the largest, last: each wait is a way to another process and back, and answers come one
    // after the other. Words are asked for when it is known what is to be said.
    const [library, index] = await Promise.all([this.library.read(), this.lists.index()]);
    const match = this.#matcher(index, library).match(url);
    const rule = match && index.rules.find(({ id }) => id === match.rule);
    if (!rule) return Promise.all([this.#quiet(tabId), this.journeys.passBy(tabId)]);
    const visit = { tabId, url, rule, certain: match.certain, decisions: this.decisions(incognito, index.date), open };
    if (!(await this.#inTurn(() => this.#decide(visit)))) return;
    await this.browser.action.openPopup().catch(() => undefined); // another panel is open: the badge has to do
  }

  /**
   * @param {Visit} visit
   * @returns {Promise<boolean>} whether the notice is to open now
   */
  async #decide({ tabId, url, rule, certain, decisions, open }) {
    const [decided, told] = await Promise.all([decisions.read(rule.id), this.journeys.arrive(tabId, rule.id)]);
    const loud = loudness(rule, decided, decisions.now());
    await this.#show(tabId, rule, { loud, certain });
    if (!open || told || loud !== "open" || !(await this.#mayOpen(tabId, url))) return false;
    // Marked before it opens: a patron who closes it at once, or a browser that cannot open it, is not asked again.
    // Where it cannot be marked (a full disk) it would open each time: the badge has to do.
    try {
      await decisions.markTold(rule.id, rule.claim);
    } catch {
      return false;
    }
    await this.journeys.markTold(tabId);
    return true;
  }

  /**
   * One decision after the other: two windows, or a page that goes on at once, must not both find that nothing was told.
   *
   * @template T
   * @param {() => Promise<T>} step
   * @returns {Promise<T>}
   */
  #inTurn(step) {
    const result = this.pending.then(step);
    this.pending = result.catch(() => undefined);
    return result;
  }

  /**
   * Building one costs more than a look-up does: it is kept while the background lives.
   *
   * @param {Index} index
   * @param {import("../shared/library.js").Library | null} library
   */
  #matcher(index, library) {
    const key = JSON.stringify(library);
    if (this.#known?.index !== index || this.#known.library !== key) {
      this.#known = { index, library: key, matcher: matcherFor(index, library) };
    }
    return this.#known.matcher;
  }

  /** @param {number} tabId */
  async #quiet(tabId) {
    const [look, translate] = await Promise.all([this.resting(), this.translate()]);
    const title = look.picture === "quiet" ? translate("title_quiet") : look.title;
    await showOnTab(this.browser.action, tabId, { ...look, title });
  }

  /**
   * @param {number} tabId
   * @param {IndexedRule} rule
   * @param {{loud: import("./alert-budget.js").Loudness, certain: boolean}} how
   */
  async #show(tabId, { effects, name }, { loud, certain }) {
    const snoozed = effects.badge && loud === "none";
    const key = snoozed ? "title_snoozed" : effects.icon === "alert" ? "title_warning" : "title_known";
    await showOnTab(this.browser.action, tabId, {
      picture: snoozed ? "snoozed" : effects.icon,
      badge: loud !== "none",
      title: this.translate().then((translate) => translate(certain || snoozed ? key : "title_appears", name)),
    });
  }

  /**
   * The popup takes the keyboard: it opens only over the page in question, and only while the patron looks at it.
   *
   * @param {number} tabId
   * @param {string} url
   * @returns {Promise<boolean>}
   */
  async #mayOpen(tabId, url) {
    try {
      const tab = await this.browser.tabs.get(tabId);
      const window = await this.browser.windows.get(tab.windowId);
      return tab.active && tab.url === url && window.focused;
    } catch {
      return false; // the tab is gone
    }
  }
}
