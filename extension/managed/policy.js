import { CAREFUL, OWN, readSettings } from "./settings.js";

/**
 * What the library's policy says, as far as the browser has told us yet. Chromium answers "nothing" for about three
 * seconds after the first start and brings the values by an event; after later starts it keeps the question waiting for
 * as long. Firefox knows at once, and refuses to answer where there is no policy.
 *
 * @typedef {object} Policy
 * @property {"none"|"waiting"|"here"} state none: no library has set this copy up; waiting: one will
 * @property {import("./settings.js").Settings} settings
 * @property {import("./checks.js").Problem[]} problems
 */

/** @type {Policy} */
const NONE = { state: "none", settings: OWN, problems: [] };
/** @type {Policy} */
const WAITING = { state: "waiting", settings: CAREFUL, problems: [] };

/** How long a page or a warning waits for the browser's answer. */
const PATIENCE = 300;

export class PolicyReader {
  /** @type {Promise<Policy> | undefined} */
  #asked;
  /** Whether somebody was told to wait, and will be told when it is here. */
  #promised = false;
  /** @type {(() => unknown)[]} */
  #listeners = [];

  /**
   * @param {object} parts
   * @param {any} parts.storage `browser.storage`
   * @param {boolean} parts.managed whether this is the edition that libraries install
   * @param {(ms: number) => Promise<void>} [parts.pause]
   */
  constructor({ storage, managed, pause = wait }) {
    this.storage = storage;
    this.managed = managed;
    this.pause = pause;
    storage.managed?.onChanged?.addListener(() => this.#anew());
  }

  /** Call when the policy has come, late or changed. @param {() => unknown} listener */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** @returns {Promise<Policy>} soon: what comes later is told to the listeners */
  async read() {
    const asked = (this.#asked ??= this.#ask());
    const inTime = await Promise.race([asked, this.pause(PATIENCE)]);
    if (inTime) return inTime;
    if (!this.#promised) void asked.then(({ state }) => (state === "here" ? this.#tell() : undefined));
    this.#promised = true;
    return this.#unanswered();
  }

  async #anew() {
    this.#asked = this.#ask();
    await this.#asked;
    await this.#tell();
  }

  async #tell() {
    await Promise.all(this.#listeners.map((listener) => listener()));
  }

  /** @returns {Promise<Policy>} */
  async #ask() {
    const stored = await this.#stored();
    if (Object.keys(stored).length === 0) return this.#unanswered();
    return { state: "here", ...readSettings(stored) };
  }

  async #stored() {
    try {
      return (await this.storage.managed.get(null)) ?? {};
    } catch {
      return {}; // Firefox, without a policy
    }
  }

  #unanswered() {
    return this.managed ? WAITING : NONE;
  }
}

/** @param {number} ms @returns {Promise<void>} */
function wait(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/**
 * Whether this is the edition that libraries install: it alone may ask whether the computer is idle. So it is known
 * without waiting for a file.
 *
 * @param {any} browser
 * @returns {boolean}
 */
export function isManaged(browser) {
  return browser.runtime.getManifest().permissions.includes("idle");
}
