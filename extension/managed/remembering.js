import { DecisionStore } from "../background/decisions.js";

/**
 * What patrons decide on a library's computer: kept as long and as loud as the library's settings say.
 *
 * @typedef {import("./policy.js").PolicyReader} PolicyReader
 */

/** After this many seconds without a key or a movement the next patron may sit down. */
export const IDLE_SECONDS = 300;

/**
 * The storage that decisions go to: this session's where the library wants that, else the device's.
 *
 * @param {PolicyReader} policy
 * @param {{local: any, session: any}} areas
 */
export function rememberingStorage(policy, { local, session }) {
  const area = async () => ((await policy.read()).settings.remember === "session" ? session : local);
  return {
    get: async (/** @type {unknown} */ keys) => (await area()).get(keys),
    set: async (/** @type {object} */ items) => (await area()).set(items),
    remove: async (/** @type {string | string[]} */ keys) => (await area()).remove(keys),
  };
}

/** Decisions under a policy: it says whether a notice may open by itself, unless the patron may and did decide that. */
export class ManagedDecisions extends DecisionStore {
  /**
   * @param {object} parts
   * @param {any} parts.storage
   * @param {() => number} parts.now
   * @param {PolicyReader} parts.policy
   */
  constructor({ storage, now, policy }) {
    super({ storage, now });
    this.policy = policy;
  }

  /** @override @protected @param {unknown} own */
  async neverOpens(own) {
    const { settings } = await this.policy.read();
    const given = settings.loudness === "badge";
    return settings.locked.includes("loudness") ? given : typeof own === "boolean" ? own : given;
  }
}

/**
 * Forget what this session's patron decided when she has gone. Only the managed edition may ask whether the computer
 * is idle.
 *
 * @param {any} browser
 * @param {PolicyReader} policy
 */
export function forgetWhenIdle({ idle, storage }, policy) {
  if (!idle) return;
  idle.setDetectionInterval(IDLE_SECONDS);
  idle.onStateChanged.addListener(async (/** @type {string} */ state) => {
    const { settings } = await policy.read();
    if (state !== "active" && settings.remember === "session") await storage.session.clear();
  });
}
