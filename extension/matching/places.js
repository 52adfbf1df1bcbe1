/**
 * From a true host name to the rule that has it.
 *
 * @typedef {import("./hosts.js").Place} Place
 * @typedef {import("./hosts.js").Knowledge} Knowledge
 * @typedef {"direct"|"proxied"|"wrapped"} Via
 * @typedef {{path: string, vias: Via[]}} Road the target's path, and the ways by which it was reached, the last one first
 * @typedef {{rule: string, exactly: boolean}} Found `exactly`: the entry names this very host
 */

/**
 * @param {Knowledge} known
 * @param {string} host
 * @param {Road} road
 * @param {boolean} [below] whether a subdomain of this host is meant, of which nothing else is known
 * @returns {Found | null}
 */
export function ruleOf({ hosts }, host, road, below = false) {
  // From the whole host up, label by label: the most specific entry decides.
  for (let at = 0; at >= 0; at = nextLabel(host, at)) {
    const entry = hosts.get(at ? host.slice(at) : host);
    const place = entry && placeFor(entry.places, road, below || at > 0);
    if (place) return { rule: place.rule, exactly: at === 0 || isListed(place, host.slice(0, at - 1)) };
  }
  return null;
}

/**
 * @param {Place[]} places
 * @param {Road} road
 * @param {boolean} below whether the address is on a subdomain
 * @returns {Place | undefined}
 */
export function placeFor(places, { path, vias }, below) {
  for (const place of places) {
    if (below && place.exact) continue;
    if (place.onlyVia.length > 0 && !vias.some((via) => place.onlyVia.includes(via))) continue;
    if (onPath(place.paths, path)) return place;
  }
  return undefined;
}

/**
 * @param {string} host
 * @param {number} at
 */
export function nextLabel(host, at) {
  const dot = host.indexOf(".", at);
  return dot < 0 ? -1 : dot + 1;
}

/**
 * @param {Place} place
 * @param {string} subdomain
 */
function isListed({ subdomains }, subdomain) {
  return subdomain === "www" || subdomains.includes(subdomain);
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
