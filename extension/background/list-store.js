import { parseList, parseMutes } from "../rule-list/parse.js";
import { buildIndex } from "../rule-list/index.js";
import { requireSane } from "../rule-list/sanity.js";
import { today } from "../shared/dates.js";

/**
 * The list that is in use: what the last good update brought, else what came with the package.
 *
 * Kept as text, with its `index` beside it, as text too: browsers hand over a text many times faster than what it says.
 * The index is written in the same step, so that it can never belong to another list; it is built anew when its day has
 * passed, because standings change with the date.
 *
 * Whatever happens to the storage (a profile that forbids it, a disk that lost half of it), there is a list: in the end
 * the one in the package.
 *
 * @typedef {import("../rule-list/index.js").Index} Index
 * @typedef {{list: string, mutes: string, served: string, sha256: string, mutesSha256: string, development: boolean}}
 *   StoredList `served`: `mute.jsonl` as fetched, `mutesSha256` its hash; `mutes`: the lines of all mutes that count
 */
export class ListStore {
  /** @type {{from: StoredList, list: import("../rule-list/parse.js").RuleList, mutes: Map<string, string>} | undefined} */
  #parsed;

  /** @type {Index | undefined} kept while the background lives: nobody else writes it */
  #index;

  /**
   * @param {object} parts
   * @param {any} parts.storage the browser's `storage.local`
   * @param {() => number} parts.now
   * @param {() => Promise<StoredList>} parts.packaged the list in the package
   */
  constructor({ storage, now, packaged }) {
    this.storage = storage;
    this.now = now;
    this.packaged = packaged;
  }

  /**
   * Take a verified list into use.
   *
   * @param {StoredList} stored
   * @throws {Error} if it cannot be used; the one in use stays
   */
  async replace(stored) {
    const current = await this.stored();
    requireSane(parseList(stored.list), current && parseList(current.list));
    const index = this.#indexOf(stored);
    await this.storage.set({ listInUse: stored, index: JSON.stringify(index) });
    this.#index = index;
  }

  /** @returns {Promise<StoredList>} the stored list, or the one in the package if none can be used */
  async current() {
    return (await this.stored()) ?? (await this.packaged());
  }

  /** @returns {Promise<StoredList | undefined>} what is stored, if it can be read and is whole */
  async stored() {
    const { listInUse } = await this.#read("listInUse");
    return isWhole(listInUse) ? listInUse : undefined;
  }

  /**
   * The whole list, for what is not asked on every navigation. Parsed once as long as the background lives.
   *
   * @returns {Promise<{list: import("../rule-list/parse.js").RuleList, mutes: Map<string, string>}>}
   */
  async parsed() {
    const stored = await this.current();
    if (this.#parsed?.from.list !== stored.list || this.#parsed.from.mutes !== stored.mutes) {
      this.#parsed = { from: stored, list: parseList(stored.list), mutes: parseMutes(stored.mutes) };
    }
    return this.#parsed;
  }

  /** @returns {Promise<Index>} the index, for today */
  async index() {
    const index = this.#index ?? readIndex((await this.#read("index")).index);
    if (index && index.on === today(this.now(), index.date)) return (this.#index = index);
    const rebuilt = this.#indexOf(await this.current());
    await this.storage.set({ index: JSON.stringify(rebuilt) }).catch(() => undefined); // it is only faster with it
    return (this.#index = rebuilt);
  }

  /** @param {string} key */
  async #read(key) {
    try {
      return await this.storage.get(key);
    } catch {
      return {};
    }
  }

  /** @param {StoredList} stored */
  #indexOf({ list, mutes }) {
    const parsed = parseList(list);
    return buildIndex(parsed, parseMutes(mutes), today(this.now(), parsed.header.date));
  }
}

/** @param {any} stored */
function isWhole(stored) {
  const { list, mutes, served, sha256, mutesSha256 } = stored ?? {};
  if (!areTexts([list, mutes, served, sha256, mutesSha256])) return false;
  try {
    parseMutes(stored.mutes);
    return parseList(stored.list).rules.size > 0;
  } catch {
    return false;
  }
}

/**
 * @param {any} text
 * @returns {Index | undefined} none if it was damaged
 */
function readIndex(text) {
  try {
    const index = JSON.parse(text);
    return isIndex(index) ? index : undefined;
  } catch {
    return undefined;
  }
}

/** @param {any} index */
function isIndex(index) {
  const { on, date, release, rules, proxies, rewrites } = index ?? {};
  const isDated = typeof on === "string" && typeof date === "string" && typeof release === "number";
  if (!isDated || ![rules, proxies, rewrites].every(Array.isArray)) return false;
  return rules.every(isIndexedRule) && proxies.every(isProxy) && rewrites.every(isRewrite);
}

/** @param {any} rule */
function isIndexedRule(rule) {
  const { id, name, claim, hosts, effects } = rule ?? {};
  return areTexts([id, name, claim]) && Array.isArray(hosts) && Boolean(effects);
}

/** @param {any} proxy */
function isProxy(proxy) {
  return areTexts([proxy?.host]);
}

/** @param {any} rewrite */
function isRewrite(rewrite) {
  return areTexts([rewrite?.from, rewrite?.to]);
}

/** @param {unknown[]} values */
function areTexts(values) {
  return values.every((value) => typeof value === "string");
}
