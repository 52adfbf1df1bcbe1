/**
 * The list without what the library has hidden. Where its notices are off, and until its settings have come, nothing of
 * it is shown: no lit icon, no badge, no mark.
 *
 * @typedef {import("./policy.js").Policy} Policy
 * @typedef {import("../rule-list/index.js").Index} Index
 * @typedef {import("../rule-list/parse.js").RuleList} RuleList
 */

/**
 * @param {Policy} policy
 * @param {string} rule
 */
export function isShown({ state, settings }, rule) {
  return state !== "waiting" && settings.notices === "on" && !settings.hidden.includes(rule);
}

/** Reads the list and its index as `ListStore` does. */
export class ShownLists {
  /** @type {{from: Index, policy: Policy, shown: Index} | undefined} */
  #index;

  /**
   * @param {object} parts
   * @param {import("../background/list-store.js").ListStore} parts.lists
   * @param {import("./policy.js").PolicyReader} parts.policy
   */
  constructor({ lists, policy }) {
    this.lists = lists;
    this.policy = policy;
  }

  /** @returns {Promise<Index>} the same object as long as nothing has changed: a matcher is built from it */
  async index() {
    const [from, policy] = await Promise.all([this.lists.index(), this.policy.read()]);
    if (this.#index?.from !== from || this.#index.policy !== policy) {
      const rules = from.rules.filter(({ id }) => isShown(policy, id));
      this.#index = { from, policy, shown: { ...from, rules } };
    }
    return this.#index.shown;
  }

  /** @returns {Promise<{list: RuleList, mutes: Map<string, string>}>} */
  async parsed() {
    const [{ list, mutes }, policy] = await Promise.all([this.lists.parsed(), this.policy.read()]);
    const rules = new Map([...list.rules].filter(([id]) => isShown(policy, id)));
    return { list: { ...list, rules }, mutes };
  }
}
