import { claimVersion, effectsOf } from "./effects.js";
import { claimsOf } from "./standing.js";

/**
 * What the background needs to decide about a page, and no more: it is read on every navigation to a granted host.
 *
 * @typedef {import("./effects.js").Effects} Effects
 * @typedef {{id: string, name: string, hosts: import("../matching/matcher.js").Host[], effects: Effects, claim: string}}
 *   IndexedRule
 * @typedef {{on: string, release: number, rules: IndexedRule[]}} Index `on`: the day for which the effects hold
 */

/**
 * @param {import("./parse.js").RuleList} list
 * @param {Map<string, string>} mutes
 * @param {string} today
 * @returns {Index}
 */
export function buildIndex(list, mutes, today) {
  const rules = [...list.rules.values()]
    .filter(({ hosts }) => hosts && hosts.length > 0)
    .map((rule) => {
      const [first] = claimsOf(rule, list.terms, today, mutes.has(rule.id));
      return {
        id: rule.id,
        name: rule.name,
        hosts: rule.hosts ?? [],
        effects: effectsOf(first),
        claim: claimVersion(first),
      };
    });
  return { on: today, release: list.header.release, rules };
}
