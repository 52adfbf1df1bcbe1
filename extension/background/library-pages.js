import { companyHosts, pageTrouble } from "../rule-list/library-choice.js";
import { addressesOf, isOnPath, pagePatterns } from "../shared/library.js";

/**
 * Keeps the content script registered on exactly those pages of the patron's library that the browser allows, and
 * nowhere else: never below a log-in host, where companies' pages are shown, and never on a company's host.
 *
 * @typedef {{matches: string[], excludeMatches: string[]}} Patterns
 * @typedef {{library: import("../shared/library.js").Library | null,
 *   list: import("../rule-list/parse.js").RuleList | undefined}} InUse
 * @typedef {{read: () => Promise<import("../shared/library.js").Library | null>}} LibraryReader
 */

const ID = "library-pages";
/** In this order: each builds on the ones before. */
const SCRIPTS = ["page-dom", "links", "card", "mark", "page"].map((name) => `library-pages/${name}.js`);

const REGISTRATION = { id: ID, js: SCRIPTS, allFrames: true, runAt: "document_idle", persistAcrossSessions: true };

export class LibraryPages {
  /**
   * @param {object} parts
   * @param {any} parts.browser
   * @param {import("./list-store.js").ListStore} parts.lists
   * @param {LibraryReader} parts.library
   */
  constructor({ browser, lists, library }) {
    this.browser = browser;
    this.lists = lists;
    this.library = library;
    /** @type {Promise<unknown>} */
    this.pending = Promise.resolve();
  }

  /**
   * Bring the registration up to date. Calls wait for each other: two at once would register twice.
   *
   * @param {{anew?: boolean, quietly?: boolean}} [options] anew: put the scripts into open pages even if nothing has
   *   changed, after an update; quietly: leave open pages alone if nothing has
   */
  reconcile(options) {
    this.pending = this.pending.catch(() => undefined).then(() => this.#reconcile(options));
    return this.pending;
  }

  /**
   * Whether links are marked on that page now.
   *
   * @param {URL} page
   */
  async covers(page) {
    const inUse = await this.#inUse();
    if (!inUse.library || !isOnPath(inUse.library, page)) return false;
    return (await this.#hostsOf(inUse)).includes(page.hostname);
  }

  /** The library that was chosen and the list, as they are at one moment. */
  async #inUse() {
    const [library, inUse] = await Promise.all([this.library.read(), this.lists.parsed()]);
    return { library, list: inUse?.list };
  }

  /** @param {InUse} inUse */
  async #hostsOf({ library, list }) {
    if (!library || !list || library.marks === "off") return [];
    const addresses = await addressesOf(this.browser, { pages: library.pages, logins: [] });
    return addresses
      .filter(({ host, granted }) => granted && !pageTrouble(host, list, library.logins))
      .map(({ host }) => host);
  }

  /** @param {{anew?: boolean, quietly?: boolean}} [options] */
  async #reconcile({ anew, quietly } = {}) {
    const { scripting } = this.browser;
    const [before] = await scripting.getRegisteredContentScripts({ ids: [ID] });
    const inUse = await this.#inUse();
    const { library } = inUse;
    const hosts = await this.#hostsOf(inUse);
    const matches = library ? hosts.flatMap((host) => pagePatterns(library, host)).sort() : [];
    const wanted = matches.length > 0 ? { matches, excludeMatches: excluded(inUse) } : null;
    await this.#register(before, wanted);
    const changed = !isSame(before?.matches, matches);
    if (anew || changed) await this.#startInOpenPages(matches);
    if (changed || (!quietly && (before || wanted))) await this.#tellPages();
  }

  /**
   * @param {Patterns | undefined} before
   * @param {Patterns | null} wanted
   */
  async #register(before, wanted) {
    const { scripting } = this.browser;
    const { matches, excludeMatches } = wanted ?? {};
    if (isSame(before?.matches, matches) && isSame(before?.excludeMatches, excludeMatches)) return;
    // In one step each: stopped in between, they must not be gone.
    if (!wanted) await scripting.unregisterContentScripts({ ids: [ID] });
    else if (before) await scripting.updateContentScripts([{ ...REGISTRATION, ...wanted }]);
    else await scripting.registerContentScripts([{ ...REGISTRATION, ...wanted }]);
  }

  /**
   * In the top frame alone: in the others we cannot tell whose pages they are.
   * @param {string[]} matches
   */
  async #startInOpenPages(matches) {
    if (matches.length === 0) return;
    const tabs = await this.browser.tabs.query({ url: matches });
    const start = (/** @type {{id: number}} */ { id: tabId }) =>
      this.browser.scripting.executeScript({ target: { tabId }, files: SCRIPTS });
    await Promise.allSettled(tabs.map(start));
  }

  /** Pages that we may no longer see cannot be asked for by address: tell all; ours look whether they are still meant. */
  async #tellPages() {
    const tabs = await this.browser.tabs.query({});
    const tell = (/** @type {{id: number}} */ { id }) => this.browser.tabs.sendMessage(id, "marks have changed");
    await Promise.allSettled(tabs.map(tell));
  }
}

/**
 * @param {string[]} [before] the browser keeps no order
 * @param {string[]} [after] sorted
 */
function isSame(before = [], after = []) {
  return JSON.stringify([...before].sort()) === JSON.stringify(after);
}

/**
 * Every host of a log-in and of a company that asks: a second wall, for the pages above lie on none of them.
 *
 * @param {InUse} inUse
 */
function excluded({ library, list }) {
  if (!list) return [];
  const logins = [...(library?.logins ?? []), ...[...list.proxies.values()].map(({ host }) => host)];
  const companies = companyHosts(list).map(({ host, exact }) => `*://${exact ? "" : "*."}${host}/*`);
  return [...new Set([...logins.map((host) => `*://*.${host}/*`), ...companies])].sort();
}
