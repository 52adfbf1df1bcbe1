/**
 * From a URL to the rule that knows its host. Pure: no browser API, no suffix list, no request.
 * `server/matching/` does the same in Python; `docs/matching.md` is the specification of both.
 *
 * @typedef {{host: string, subdomains?: string[], paths?: string[], only_via?: string[]}} Host
 * @typedef {{id: string, hosts?: Host[]}} MatchableRule
 * @typedef {{rule: string, via: "direct"|"proxied"|"wrapped", host: string, certain: boolean}} Match
 *
 * @typedef {object} Place one host entry of one rule
 * @property {string} rule
 * @property {boolean} exact the host alone, without its subdomains
 * @property {string[]} paths
 * @property {boolean} direct whether a visit to the open host counts
 */

/**
 * @param {{rules: MatchableRule[]}} ruleList
 * @returns {{match: (url: string) => Match | null}}
 */
export function buildMatcher(ruleList) {
  const places = placesByHost(ruleList.rules);
  return {
    match(url) {
      const parsed = parse(url);
      return parsed && matchDirect(places, parsed);
    },
  };
}

/** Longer ones are junk, and would cost time. */
const MAX_URL = 8192;

/**
 * @param {string} url
 * @returns {URL | null}
 */
function parse(url) {
  if (url.length > MAX_URL) return null;
  const parsed = URL.parse(url);
  return parsed && (parsed.protocol === "https:" || parsed.protocol === "http:") ? parsed : null;
}

/**
 * @param {Map<string, Place[]>} places
 * @param {URL} url
 * @returns {Match | null}
 */
function matchDirect(places, url) {
  const host = url.hostname.endsWith(".") ? url.hostname.slice(0, -1) : url.hostname;
  // From the whole host up, label by label: the most specific entry decides.
  for (let at = 0; at >= 0; at = nextLabel(host, at)) {
    for (const place of places.get(at ? host.slice(at) : host) ?? []) {
      if (place.exact && at > 0) continue;
      if (place.direct && onPath(place.paths, url.pathname)) {
        return { rule: place.rule, via: "direct", host, certain: true };
      }
    }
  }
  return null;
}

/**
 * @param {string} host
 * @param {number} at
 */
function nextLabel(host, at) {
  const dot = host.indexOf(".", at);
  return dot < 0 ? -1 : dot + 1;
}

/**
 * Prefixes on segment borders: `/learning` covers `/learning` and `/learning/x`, not `/learning-login`.
 *
 * @param {string[]} prefixes none means every path
 * @param {string} path
 */
function onPath(prefixes, path) {
  return (
    prefixes.length === 0 ||
    prefixes.some((prefix) => path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === "/"))
  );
}

/**
 * @param {MatchableRule[]} rules
 * @returns {Map<string, Place[]>} entries with paths first, so that the narrower one decides
 */
function placesByHost(rules) {
  const places = new Map();
  for (const { id, hosts = [] } of rules) {
    for (const { host, paths = [], only_via: onlyVia = [] } of hosts) {
      const exact = host.startsWith("=");
      const name = exact ? host.slice(1) : host;
      const entry = { rule: id, exact, paths, direct: onlyVia.length === 0 };
      places.set(
        name,
        [...(places.get(name) ?? []), entry].sort((a, b) => b.paths.length - a.paths.length),
      );
    }
  }
  return places;
}
