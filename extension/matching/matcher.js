import { addressOf } from "./address.js";
import { knowledgeOf } from "./hosts.js";
import { opaqueForm } from "./opaque.js";
import { isPlainMiss } from "./plain.js";
import { read } from "./reading.js";

/**
 * From a URL to the rule that knows its host. Pure: no browser API, no suffix list, no request.
 * `server/matching/` does the same in Python; `docs/matching.md` is the specification of both.
 *
 * @typedef {import("./hosts.js").Host} Host
 * @typedef {import("./hosts.js").MatchableRule} MatchableRule
 * @typedef {import("./hosts.js").KnownProxy} KnownProxy
 * @typedef {import("./hosts.js").Rewrite} Rewrite
 * @typedef {import("./places.js").Via} Via
 * @typedef {{rule: string, via: Via, host: string, certain: boolean}} Match `host` is the vendor's true one; `certain`
 *   is false where it appears to be the vendor, but nobody can know
 * @typedef {{form: string, url?: string, host?: string}} Step how the address was read: a target, or a proxied host
 * @typedef {{match: Match | null, steps: Step[], opaque: string | null}} Examination `opaque` is the form of a link that
 *   does not say where it leads
 * @typedef {{rules: Iterable<MatchableRule> | Map<string, MatchableRule>,
 *   proxies?: Iterable<KnownProxy> | Map<string, KnownProxy>, rewrites?: Iterable<Rewrite>}} MatchableList
 */

/** A login link around a proxied link around a login link: more than anybody needs. */
const MAX_WRAPPERS = 5;

/**
 * @param {MatchableList} ruleList
 * @param {{proxyHosts?: string[], loginTemplates?: string[]}} [settings] of the library, and of the patron
 * @returns {{match: (url: string) => Match | null, examine: (url: string) => Examination}}
 */
export function buildMatcher(ruleList, { proxyHosts = [], loginTemplates = [] } = {}) {
  const known = knowledgeOf(ruleList, { proxyHosts, loginTemplates });
  return {
    match(url) {
      if (isPlainMiss(known.sieve, url)) return null;
      return unwrap(known, url, null).reading?.match ?? null;
    },
    examine(url) {
      /** @type {Step[]} */
      const steps = [];
      const { address, reading } = unwrap(known, url, steps);
      const match = reading?.match ?? null;
      return { match, steps, opaque: match || !address ? null : opaqueForm(address, reading?.onProxy ?? false) };
    },
  };
}

/**
 * Read an address, and the target in it, until there is no further one.
 *
 * @param {import("./hosts.js").Knowledge} known
 * @param {string} url
 * @param {Step[] | null} steps gets how each was read
 * @returns {{address: import("./address.js").Address | null, reading: import("./reading.js").Reading | null}} the last
 *   one; null if it is no address, or lies too deep
 */
function unwrap(known, url, steps) {
  for (let wrappers = 0; wrappers <= MAX_WRAPPERS; wrappers += 1) {
    const address = addressOf(url);
    if (!address) return { address: null, reading: null };
    const reading = read(known, address, wrappers > 0);
    if (reading.step) steps?.push(reading.step);
    if (!reading.target) return { address, reading };
    url = reading.target;
  }
  return { address: null, reading: null };
}
