import { claimVersion, effectsOf } from "./effects.js";
import { claimsOf } from "./standing.js";

/**
 * What the background needs to decide about a page, and no more: it is read on every navigation to a granted host.
 *
 * @typedef {import("./effects.js").Effects} Effects
 * @typedef {{id: string, name: string, hosts: import("../matching/matcher.js").Host[], effects: Effects, claim: string}}
 *   IndexedRule
 * @typedef {{on: string, date: string, release: number, rules: IndexedRule[], proxies: IndexedProxy[], rewrites: IndexedRewrite[]}}
 *   Index `on`: the day for which the effects hold; `date`: the list's own, before which no clock is believed
 * @typedef {{host: string, tenants?: boolean, login_templates?: string[]}} IndexedProxy
 * @typedef {{from: string, to: string}} IndexedRewrite
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
  return {
    on: today,
    date: list.header.date,
    release: list.header.release,
    rules,
    proxies: [...list.proxies.values()].map(({ host, tenants, login_templates: templates }) => ({
      host,
      ...(tenants && { tenants }),
      ...(templates && { login_templates: templates }),
    })),
    rewrites: list.rewrites.map(({ from, to }) => ({ from, to })),
  };
}
