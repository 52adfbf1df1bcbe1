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
    const told = under?.rule === rule && !this.#paused(under) && under.told;
    void this.#write(tabId, { rule, told, at: this.now(), between: 0 }); // storage keeps the order; a warning need not wait
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
    if (under.between + 1 >= STEPS || this.#paused(under)) await this.end(tabId);
    else await this.#write(tabId, { ...under, between: under.between + 1 });
  }

  /** @param {number} tabId */
  async end(tabId) {
    await this.storage.remove(keyOf(tabId)).catch(() => undefined);
  }

  /**
   * A clock that was set by years, there or back, has paused it too.
   * @param {Journey} journey
   */
  #paused({ at }) {
    return Math.abs(this.now() - at) > PAUSE;
  }

  /**
   * @param {number} tabId
   * @returns {Promise<Journey | undefined>} none if it was damaged, or cannot be read
   */
  async #read(tabId) {
    const stored = await this.storage.get(keyOf(tabId)).catch(() => ({}));
    const { rule, told, at, between } = stored[keyOf(tabId)] ?? {};
    const isWhole = typeof rule === "string" && [at, between].every(Number.isFinite);
    return isWhole ? { rule, told: told === true, at, between } : undefined;
  }

  /**
   * @param {number} tabId
   * @param {Journey} journey
   */
  async #write(tabId, journey) {
    // Without it a journey is forgotten; that each claim is told once does not hang on it.
    await this.storage.set({ [keyOf(tabId)]: journey }).catch(() => undefined);
  }
}

/** @param {number} tabId */
const keyOf = (tabId) => `journey ${tabId}`;
