/**
 * What the patron decided and what she was told already. One key a fact, so that popup and background never overwrite
 * each other. Nothing is keyed by an address, only by the ids of the list.
 *
 * @typedef {{claim: string, at: number}} Told
 * @typedef {{told?: Told, quietUntil?: number, neverOpen: boolean, openedToday: number}} Decisions
 *   `quietUntil`: ms since 1970; `Infinity` does not survive storage, so "always" is {@link ALWAYS}
 */

export const ALWAYS = Number.MAX_SAFE_INTEGER;

const DAY = 86_400_000;

export class DecisionStore {
  /**
   * @param {object} parts
   * @param {any} parts.storage `storage.local`, or `storage.session` for private windows
   * @param {() => number} parts.now
   */
  constructor({ storage, now }) {
    this.storage = storage;
    this.now = now;
  }

  /**
   * @param {string} rule
   * @returns {Promise<Decisions>}
   */
  async read(rule) {
    // null, because Chromium leaves out a key whose default is undefined.
    const keys = { [`told ${rule}`]: null, [`quiet ${rule}`]: null, neverOpen: false, opened: { on: 0, count: 0 } };
    const stored = await this.storage.get(keys);
    return {
      told: stored[`told ${rule}`] ?? undefined,
      quietUntil: stored[`quiet ${rule}`] ?? undefined,
      neverOpen: stored.neverOpen,
      openedToday: stored.opened.on === this.#day() ? stored.opened.count : 0,
    };
  }

  /**
   * @param {string} rule
   * @param {string} claim
   */
  async markTold(rule, claim) {
    const { opened } = await this.storage.get({ opened: { on: 0, count: 0 } });
    const count = opened.on === this.#day() ? opened.count + 1 : 1;
    await this.storage.set({ [`told ${rule}`]: { claim, at: this.now() }, opened: { on: this.#day(), count } });
  }

  /**
   * @param {string} rule
   * @param {number | null} days from now; {@link ALWAYS}; null ends it
   */
  async setQuiet(rule, days) {
    if (days === null) await this.storage.remove(`quiet ${rule}`);
    else await this.storage.set({ [`quiet ${rule}`]: days === ALWAYS ? ALWAYS : this.now() + days * DAY });
  }

  /** @param {boolean} never */
  async setNeverOpen(never) {
    await this.storage.set({ neverOpen: never });
  }

  #day() {
    return Math.floor(this.now() / DAY);
  }
}
