/**
 * One journey, one warning: a log-in link, the library's proxy and the company's own host, one after the other in one
 * tab, are one event. Kept in `storage.session`, by tab and rule, never by address.
 *
 * A journey goes on while the tab comes to pages of its rule. It ends when the tab comes to a page of another rule, after
 * {@link STEPS} pages that are not of its rule (log-in pages and the like, most of which we cannot see), or
 * {@link PAUSE} after its last page.
 *
 * @typedef {{rule: string, told: boolean, at: number, between: number}} Journey `told`: the notice has opened on it
 */

export const STEPS = 8;
export const PAUSE = 30 * 60_000;

export class Journeys {
  /**
   * @param {object} parts
   * @param {any} parts.storage `storage.session`
   * @param {() => number} parts.now
   */
  constructor({ storage, now }) {
    this.storage = storage;
    this.now = now;
  }

  /**
   * The tab has come to a page of this rule.
   *
   * @param {number} tabId
   * @param {string} rule
   * @returns {Promise<boolean>} whether it was warned of on this journey already
   */
  async arrive(tabId, rule) {
    const under = await this.#read(tabId);
    const goesOn = under?.rule === rule && this.now() - under.at <= PAUSE;
    const told = goesOn && under.told;
    await this.#write(tabId, { rule, told, at: this.now(), between: 0 });
    return told;
  }

  /**
   * The notice has opened on the journey that is under way.
   * @param {number} tabId
   */
  async markTold(tabId) {
    const under = await this.#read(tabId);
    if (under) await this.#write(tabId, { ...under, told: true });
  }

  /**
   * The tab has come to a page that is of no rule, or that we cannot see.
   * @param {number} tabId
   */
  async passBy(tabId) {
    const under = await this.#read(tabId);
    if (!under) return;
    if (under.between + 1 >= STEPS || this.now() - under.at > PAUSE) await this.end(tabId);
    else await this.#write(tabId, { ...under, between: under.between + 1 });
  }

  /** @param {number} tabId */
  async end(tabId) {
    await this.storage.remove(keyOf(tabId));
  }

  /**
   * @param {number} tabId
   * @returns {Promise<Journey | undefined>}
   */
  async #read(tabId) {
    return (await this.storage.get(keyOf(tabId)))[keyOf(tabId)];
  }

  /**
   * @param {number} tabId
   * @param {Journey} journey
   */
  async #write(tabId, journey) {
    await this.storage.set({ [keyOf(tabId)]: journey });
  }
}

/** @param {number} tabId */
const keyOf = (tabId) => `journey ${tabId}`;
