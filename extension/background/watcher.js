import { buildMatcher } from "../matching/matcher.js";
import { loudness } from "./alert-budget.js";
import { showOnTab } from "./icon.js";

/**
 * Watches the pages of granted hosts, and nothing else: the browser gives no address of any other page.
 *
 * @typedef {import("../rule-list/index.js").IndexedRule} IndexedRule
 */
export class Watcher {
  /**
   * @param {object} parts
   * @param {any} parts.browser
   * @param {import("./list-store.js").ListStore} parts.lists
   * @param {(privately: boolean) => import("./decisions.js").DecisionStore} parts.decisions
   * @param {() => Promise<import("../shared/messages.js").Translate>} parts.translate
   * @param {() => number} parts.now
   */
  constructor({ browser, lists, decisions, translate, now }) {
    this.browser = browser;
    this.lists = lists;
    this.decisions = decisions;
    this.translate = translate;
    this.now = now;
  }

  /**
   * A tab has come to another address.
   *
   * @param {number} tabId
   * @param {{url?: string}} change only its `url` counts: Firefox's first event still carries the old `tab.url`
   * @param {{incognito: boolean}} tab
   * @param {{open?: boolean}} [options] open: false where the popup has just been closed by the patron's own click
   */
  async onUpdated(tabId, { url }, { incognito }, { open = true } = {}) {
    if (url === undefined) return;
    const index = await this.lists.index();
    const match = index && buildMatcher(index).match(url);
    const rule = match && index.rules.find(({ id }) => id === match.rule);
    if (!rule) return this.#quiet(tabId);
    const decisions = this.decisions(incognito);
    const loud = loudness(rule, await decisions.read(rule.id), this.now());
    await this.#show(tabId, rule, loud);
    if (!open || loud !== "open" || !(await this.#mayOpen(tabId, url))) return;
    // Marked before it opens: a patron who closes it at once, or a browser that cannot open it, is not asked again.
    await decisions.markTold(rule.id, rule.claim);
    await this.browser.action.openPopup().catch(() => undefined); // another panel is open: the badge has to do
  }

  /** @param {number} tabId */
  async #quiet(tabId) {
    const translate = await this.translate();
    await showOnTab(this.browser.action, tabId, { picture: "quiet", badge: false, title: translate("title_quiet") });
  }

  /**
   * @param {number} tabId
   * @param {IndexedRule} rule
   * @param {import("./alert-budget.js").Loudness} loud
   */
  async #show(tabId, { effects, name }, loud) {
    const translate = await this.translate();
    const warns = effects.icon === "alert";
    await showOnTab(this.browser.action, tabId, {
      picture: effects.icon,
      badge: loud !== "none",
      title: translate(warns ? "title_warning" : "title_known", name),
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
