/**
 * From the name or the address that a patron types to the hosts of her library: her own words first, the list's knowledge beside them.
 *
 * @typedef {import("./parse.js").RuleList} RuleList
 * @typedef {import("./parse.js").Proxy} Proxy
 * @typedef {"no_address"|"no_library"|"too_wide"|"company"|"behind_login"} Trouble
 * @typedef {{trouble: Trouble, of: string}} Refusal `of`: the company's product or the log-in's host
 */

/**
 * The host of what was typed: an address, a host, with or without a scheme.
 *
 * @param {string} typed
 * @returns {string | null} in its ASCII form
 */
export function hostOf(typed) {
  const text = typed.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) return null;
  const host = url.hostname.replace(/\.$/, "");
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) && !/^[\d.]+$/.test(host) ? host : null;
}

/**
 * Why a host cannot be one of the library's own pages.
 *
 * @param {string | null} host
 * @param {RuleList} list
 * @param {string[]} [logins] the patron's own
 * @returns {Refusal | null}
 */
export function pageTrouble(host, list, logins = []) {
  if (!host) return { trouble: "no_address", of: "" };
  const company = companyOf(host, list);
  if (company) return { trouble: "company", of: company };
  const login = [...logins, ...[...list.proxies.values()].map((proxy) => proxy.host)].find((at) => isBelow(host, at));
  return login ? { trouble: "behind_login", of: login } : null;
}

/**
 * Why a host cannot be the library's log-in.
 *
 * @param {string | null} host
 * @param {RuleList} list
 * @returns {Refusal | null}
 */
export function loginTrouble(host, list) {
  if (!host) return { trouble: "no_address", of: "" };
  const shared = [...list.proxies.values()].find((proxy) => proxy.tenants && isBelow(proxy.host, host));
  if (shared || isTooWide(host)) return { trouble: "too_wide", of: host };
  const company = companyOf(host, list);
  return company ? { trouble: "company", of: company } : null;
}

/**
 * What the list knows about the library of that host, nearest first.
 *
 * @param {string} host
 * @param {RuleList} list
 * @returns {Proxy[]} log-ins of one library; none if none is near
 */
export function suggestionsFor(host, list) {
  const scored = [...list.proxies.values()]
    .filter(({ tenants }) => !tenants)
    .map((proxy) => ({ proxy, score: Math.max(...addressesOf(proxy).map((other) => nearness(host, other))) }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  return best === 0 ? [] : scored.filter(({ score }) => score === best).map(({ proxy }) => proxy);
}

/**
 * The libraries that can be chosen by name: those that take part, and those whose log-in the list knows.
 *
 * @typedef {{name: string, site: string}} Choosable `site`: a host
 * @param {RuleList} list
 * @returns {Choosable[]} sorted by name
 */
export function choosableLibraries({ joined, proxies }) {
  const bySite = new Map();
  for (const { library, site } of proxies.values()) if (library && site) bySite.set(site, library);
  for (const { name, site } of joined) {
    const host = site && hostOf(site);
    if (host) bySite.set(host, name); // what the library calls itself
  }
  return [...bySite].map(([site, name]) => ({ site, name })).sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * Those that have every word of what was typed in their name, however it is written.
 *
 * @param {string} typed
 * @param {Choosable[]} choosable
 * @returns {Choosable[]}
 */
export function librariesNamed(typed, choosable) {
  const words = plainly(typed)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  return words.length === 0 ? [] : choosable.filter(({ name }) => words.every((word) => plainly(name).includes(word)));
}

/**
 * What is wrong with a text that is neither the name nor the address of a library.
 *
 * @param {string} typed
 * @returns {Refusal}
 */
export function nothingFound(typed) {
  return { trouble: /\p{L}/u.test(typed) && !/[.:/@]/.test(typed) ? "no_library" : "no_address", of: "" };
}

/** Without accents and capitals. @param {string} text */
function plainly(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Hosts to look for the library's pages on: what was typed, and the name with www, to which most sites send one on.
 *
 * @param {string} host
 * @param {Proxy[]} suggestions
 */
export function pagesFor(host, suggestions) {
  const www = host === registrable(host) ? [`www.${host}`] : [];
  return [...new Set([host, ...www, ...suggestions.flatMap(({ pages = [] }) => pages)])];
}

/** @param {string} host @param {string} above */
export const isBelow = (host, above) => host === above || host.endsWith(`.${above}`);

/**
 * Whose host it is, if a company asks for something there.
 *
 * @param {string} host
 * @param {RuleList} list
 */
function companyOf(host, list) {
  for (const { name, host: own, exact } of companyHosts(list)) {
    if (exact ? host === own : isBelow(host, own)) return name;
  }
  return null;
}

/**
 * The hosts on which no script of ours may ever run: those of products whose company asks.
 *
 * @param {RuleList} list
 * @returns {{name: string, host: string, exact: boolean}[]}
 */
export function companyHosts({ rules }) {
  return [...rules.values()]
    .filter(({ disclosures }) => disclosures.some(({ asker }) => asker === "vendor"))
    .flatMap(({ name, hosts = [] }) =>
      hosts.map(({ host }) => ({ name, host: host.replace(/^=/, ""), exact: host.startsWith("=") })),
    );
}

/** @param {Proxy} proxy */
function addressesOf({ host, site, pages = [] }) {
  return [host, ...(site ? [site] : []), ...pages];
}

/**
 * How many labels two hosts share at their end, if they belong together at all.
 *
 * @param {string} one
 * @param {string} other
 */
function nearness(one, other) {
  const [a, b] = [one.split(".").reverse(), other.split(".").reverse()];
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  return shared >= registrable(one).split(".").length ? shared : 0;
}

/** Second labels under which countries register: `co.uk`, `gov.au`, `lib.mn.us`. Only a suggestion hangs on it. */
const SECOND = /^(ac|co|com|edu|gob|gouv|gov|gv|govt|lib|net|nom|or|org|sch|[a-z]{2})$/;

/**
 * The part of a host that one organisation has registered, as near as one can tell without a list of all suffixes.
 * @param {string} host
 */
function registrable(host) {
  return host.split(".").slice(-registrableLength(host)).join(".");
}

/** Whether many organisations have names below it: `org.uk`. @param {string} host */
export function isTooWide(host) {
  return host.split(".").length < registrableLength(host);
}

/** @param {string} host */
function registrableLength(host) {
  const labels = host.split(".");
  const country = /^[a-z]{2}$/.test(labels[labels.length - 1]);
  let length = 2;
  while (country && length < 4 && SECOND.test(labels[labels.length - length] ?? "")) length += 1;
  return length;
}
