import { BUDGET, dayOf, LENGTHS, snoozedUntil } from "./alert-budget.js";

/**
 * What the patron decided and what she was told already. One key a fact, so that popup and background never overwrite
 * each other, and a fact that was damaged takes no other one with it. Nothing is keyed by an address, only by the ids of
 * the list.
 *
 * @typedef {import("./alert-budget.js").Length} Length
 * @typedef {{claim: string, at: number, length: Length}} Snooze `claim`: what she has silenced; `at`: ms since 1970
 * @typedef {{told: string[], snooze?: Snooze, neverOpen: boolean, openedToday: number}} Decisions `told`: the claims of
 *   which the notice opened, the newest last
 */

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
    const keys = { [`told ${rule}`]: null, [`quiet ${rule}`]: null, neverOpen: null, opened: null };
    const stored = await this.#stored(keys);
    return {
      told: claimsOf(stored[`told ${rule}`]),
      snooze: await this.#current(rule, snoozeOf(stored[`quiet ${rule}`])),
      neverOpen: await this.neverOpens(stored.neverOpen),
      openedToday: this.#openedToday(stored.opened),
    };
  }

  /**
   * What the settings show: whether it may open at all, and what is kept quiet now.
   *
   * @returns {Promise<{neverOpen: boolean, quiet: {rule: string, until: number}[]}>} by rule; `Infinity`: for good
   */
  async overview() {
    const stored = await this.#stored(null);
    const quiet = Object.entries(stored)
      .filter(([key]) => key.startsWith(QUIET))
      .map(([key, value]) => ({ rule: key.slice(QUIET.length), snooze: snoozeOf(value) }))
      .flatMap(({ rule, snooze }) => (snooze ? { rule, until: snoozedUntil(snooze) } : []))
      .filter(({ until }) => until > this.now());
    return {
      neverOpen: await this.neverOpens(stored.neverOpen),
      quiet: quiet.sort((a, b) => a.rule.localeCompare(b.rule)),
    };
  }

  /**
   * The notice opens by itself now.
   *
   * @param {string} rule
   * @param {string} claim
   */
  async markTold(rule, claim) {
    const key = `told ${rule}`;
    const stored = await this.storage.get({ [key]: null, opened: null });
    const told = [...claimsOf(stored[key]).filter((other) => other !== claim), claim].slice(-BUDGET.claimsRemembered);
    const count = this.#openedToday(stored.opened) + 1;
    await this.storage.set({ [key]: told, opened: { on: dayOf(this.now()), count } });
  }

  /**
   * @param {string} rule
   * @param {string} claim what is silenced
   * @param {Length} length
   */
  async snooze(rule, claim, length) {
    await this.#write(rule, { claim, at: this.now(), length });
  }

  /** @param {string} rule */
  async endSnooze(rule) {
    await this.storage.remove(QUIET + rule);
  }

  /**
   * She looks at what is claimed now: quiet that was asked for holds for it too, from here on. Where nothing can be
   * written it is asked again.
   *
   * @param {string} rule
   * @param {string} claim
   */
  async acknowledge(rule, claim) {
    const { snooze } = await this.read(rule);
    if (snooze && snooze.claim !== claim) await this.#write(rule, { ...snooze, claim }).catch(() => undefined);
  }

  /**
   * Whether no notice may open by itself.
   *
   * @protected
   * @param {unknown} own what she has said, if anything
   */
  async neverOpens(own) {
    return own === true;
  }

  /** @param {boolean} never */
  async setNeverOpen(never) {
    await this.storage.set({ neverOpen: never });
  }

  /**
   * Where nothing can be read (a profile that forbids it) she may have said that it must not open: then it does not.
   *
   * @param {object | null} keys
   */
  async #stored(keys) {
    return this.storage.get(keys).catch(() => ({ neverOpen: true }));
  }

  /**
   * A clock that was years ahead when she asked for quiet would keep it for years: it begins anew, with the length she
   * chose.
   *
   * @param {string} rule
   * @param {Snooze | undefined} snooze
   */
  async #current(rule, snooze) {
    if (!snooze || snooze.at <= this.now()) return snooze;
    const anew = { ...snooze, at: this.now() };
    await this.#write(rule, anew).catch(() => undefined); // then it begins anew each time
    return anew;
  }

  /**
   * @param {string} rule
   * @param {Snooze} snooze
   */
  async #write(rule, snooze) {
    await this.storage.set({ [QUIET + rule]: snooze });
  }

  /** @param {any} opened */
  #openedToday(opened) {
    return opened?.on === dayOf(this.now()) && Number.isInteger(opened.count) ? Math.max(0, opened.count) : 0;
  }
}

/** What the keys of silenced rules begin with. */
export const QUIET = "quiet ";

/**
 * @param {any} stored
 * @returns {string[]} none if it was damaged
 */
function claimsOf(stored) {
  return Array.isArray(stored) ? stored.filter((claim) => typeof claim === "string") : [];
}

/**
 * @param {any} stored
 * @returns {Snooze | undefined} undefined if it was damaged
 */
function snoozeOf(stored) {
  const { claim, at, length } = stored ?? {};
  return typeof claim === "string" && Number.isFinite(at) && LENGTHS.includes(length)
    ? { claim, at, length }
    : undefined;
}
