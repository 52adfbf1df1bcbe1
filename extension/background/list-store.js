import { parseList, parseMutes } from "../rule-list/parse.js";
import { buildIndex } from "../rule-list/index.js";
import { today } from "../shared/dates.js";

/**
 * The list that is in use: what the last good update brought, else what came with the package.
 *
 * Kept as text under `list` and `mutes`, with `index` beside it. The index is written in the same step, so that it can
 * never belong to another list; it is built anew when its day has passed, because standings change with the date.
 *
 * @typedef {import("../rule-list/index.js").Index} Index
 * @typedef {{list: string, mutes: string, sha256: string, development: boolean}} StoredList
 */
export class ListStore {
  /**
   * @param {object} parts
   * @param {any} parts.storage the browser's `storage.local`
   * @param {() => number} parts.now
   */
  constructor({ storage, now }) {
    this.storage = storage;
    this.now = now;
  }

  /**
   * Take a verified list into use.
   *
   * @param {StoredList} stored
   * @throws {Error} if it cannot be used; the one in use stays
   */
  async replace(stored) {
    await this.storage.set({ listInUse: stored, index: this.#indexOf(stored) });
  }

  /** @returns {Promise<StoredList | undefined>} */
  async current() {
    return (await this.storage.get("listInUse")).listInUse;
  }

  /** @returns {Promise<Index | undefined>} the index, for today */
  async index() {
    const { index } = await this.storage.get("index");
    if (!index || index.on === today(this.now(), index.on)) return index;
    const stored = await this.current();
    if (!stored) return undefined;
    const rebuilt = this.#indexOf(stored);
    await this.storage.set({ index: rebuilt });
    return rebuilt;
  }

  /** @param {StoredList} stored */
  #indexOf({ list, mutes }) {
    const parsed = parseList(list);
    return buildIndex(parsed, parseMutes(mutes), today(this.now(), parsed.header.date));
  }
}
