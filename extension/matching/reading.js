import { unwrapClick } from "./clicks.js";
import { ruleOf } from "./places.js";
import { mayBeProxied, proxiedBefore, proxiedPerhaps, proxiedSomewhere } from "./proxied.js";
import { targetByTemplate } from "./templates.js";
import { museTarget, unwrapLogin } from "./wrapped.js";

/**
 * One address, read once: a match, a target to read next, or nothing.
 *
 * @typedef {import("./address.js").Address} Address
 * @typedef {import("./hosts.js").Knowledge} Knowledge
 * @typedef {import("./hosts.js").Known} Known
 * @typedef {import("./matcher.js").Match} Match
 * @typedef {{match?: Match, target?: string, step?: import("./matcher.js").Step, onProxy?: boolean}} Reading `onProxy`:
 *   nothing was found, on a page of a proxy's own
 * @typedef {{at: number, entry: Known}} Met a known host, and where in the address's host it begins
 */

/** @type {Met[]} */
const NONE = [];
/** @type {Reading} */
const NOTHING = { onProxy: false };
/** @type {Reading} */
const NOTHING_ON_PROXY = { onProxy: true };

/**
 * What is known by its host goes before what is known by its shape, and what is exact before what only fits.
 *
 * @param {Knowledge} known
 * @param {Address} address
 * @param {boolean} wrapped whether it stood inside another address
 * @returns {Reading}
 */
export function read(known, address, wrapped) {
  const glance = known.sieve.glance(address.host, 0, address.host.length);
  const met = metHosts(known.hosts, address.host, glance.endings);
  const wrapper = met === NONE && !glance.google ? null : byKnownWrapper(address, met);
  if (wrapper) return wrapper;
  const proxy = proxyOf(met);
  const name = proxy && nameBefore(address.host, proxy);
  if (name) return behindProxy(known, address, name, wrapped);
  const direct = met === NONE ? null : ruleOf(known, address.host, roadTo(address.path, "direct", wrapped));
  return name === undefined
    ? elsewhere(known, address, direct, wrapped, glance.proxied)
    : onProxy(known, address, direct, wrapped);
}

/**
 * @param {Knowledge["hosts"]} hosts
 * @param {string} host
 * @param {readonly number[]} endings where those begin that may be known
 * @returns {Met[]} the longest first
 */
function metHosts(hosts, host, endings) {
  if (endings.length === 0) return NONE;
  const met = [];
  for (const at of endings) {
    const entry = hosts.get(host.slice(at));
    if (entry) met.push({ at, entry });
  }
  return met.length > 0 ? met : NONE;
}

/**
 * @param {Address} address
 * @param {Met[]} met
 * @returns {Reading | null}
 */
function byKnownWrapper(address, met) {
  const [first] = met;
  if (first?.at === 0 && first.entry.templates.length > 0) {
    const url = targetByTemplate(address, first.entry.templates);
    if (url) return { step: { form: "login_template", url }, target: url };
  }
  const clicks = met.find(({ entry }) => entry.clicks.length > 0)?.entry.clicks;
  const click = unwrapClick(address, clicks);
  return click && { step: click, target: click.url };
}

/**
 * The nearest known proxy, unless a rule knows a host below it.
 *
 * @param {Met[]} met
 */
function proxyOf(met) {
  const nearest = met.find(({ at, entry }) => entry.proxy || (entry.places.length > 0 && at === 0));
  return nearest?.entry.proxy ? nearest : undefined;
}

/**
 * What stands before a proxy's host, and before the one label that is a library's where many share the proxy. Empty for
 * the proxy's own pages.
 *
 * @param {string} host
 * @param {Met} proxy
 */
function nameBefore(host, { at, entry }) {
  const before = host.slice(0, Math.max(at - 1, 0));
  const name = entry.proxy?.tenants ? before.slice(0, Math.max(before.lastIndexOf("."), 0)) : before;
  return name === "login" ? "" : name;
}

/**
 * @param {Knowledge} known
 * @param {Address} address
 * @param {string} name
 * @param {boolean} wrapped
 * @returns {Reading}
 */
function behindProxy(known, address, name, wrapped) {
  const road = roadTo(address.path, "proxied", wrapped);
  const proxied = proxiedBefore(known, name, road);
  if (proxied) return proxiedReading(proxied, wrapped, proxied.sure) ?? NOTHING;
  // More labels than a known proxy writes: another proxy may stand below it.
  const fits = name.includes(".") && mayBeProxied(known, address.host);
  return (
    (fits && proxiedReading(proxiedSomewhere(known, address.host, road), wrapped, false)) ||
    (fits && proxiedReading(proxiedPerhaps(known, address.host, road), wrapped, false)) ||
    (address.mayHoldTarget && unwrapped(address, true)) ||
    NOTHING_ON_PROXY
  );
}

/**
 * A proxy's own page: a login address, most often.
 *
 * @param {Knowledge} known
 * @param {Address} address
 * @param {import("./places.js").Found | null} direct
 * @param {boolean} wrapped
 * @returns {Reading}
 */
function onProxy(known, address, direct, wrapped) {
  return targetIn(known, address, wrapped, true) ?? directReading(address, direct, wrapped) ?? NOTHING_ON_PROXY;
}

/**
 * @param {Knowledge} known
 * @param {Address} address
 * @param {import("./places.js").Found | null} direct
 * @param {boolean} wrapped
 * @param {boolean} proxied whether its host may be a proxied one, at a glance
 * @returns {Reading}
 */
function elsewhere(known, address, direct, wrapped, proxied) {
  const own = directReading(address, direct, wrapped);
  if (own && direct?.exactly) return own;
  const road = proxied && mayBeProxied(known, address.host) ? roadTo(address.path, "proxied", wrapped) : null;
  return (
    (road && proxiedReading(proxiedSomewhere(known, address.host, road), wrapped, false)) ??
    own ??
    targetIn(known, address, wrapped, false) ??
    (road && proxiedReading(proxiedPerhaps(known, address.host, road), wrapped, false)) ??
    NOTHING
  );
}

/**
 * @param {Address} address
 * @param {import("./places.js").Found | null} direct
 * @param {boolean} wrapped
 * @returns {Reading | null}
 */
function directReading({ host }, direct, wrapped) {
  return direct && { match: { rule: direct.rule, via: wrapped ? "wrapped" : "direct", host, certain: true } };
}

/**
 * @param {Knowledge} known
 * @param {Address} address
 * @param {boolean} wrapped
 * @param {boolean} certain whether the proxy is known
 * @returns {Reading | null}
 */
function inMuseAddress(known, address, wrapped, certain) {
  const target = museTarget(address);
  const found = target && ruleOf(known, target.host, roadTo(target.path, "proxied", wrapped));
  return found && proxiedReading({ rule: found.rule, host: target.host, form: "muse_address" }, wrapped, certain);
}

/**
 * @param {Knowledge} known
 * @param {Address} address
 * @param {boolean} wrapped
 * @param {boolean} onProxy whether the host is a known proxy's
 * @returns {Reading | null}
 */
function targetIn(known, address, wrapped, onProxy) {
  if (!address.mayHoldTarget) return null;
  return unwrapped(address, onProxy) ?? inMuseAddress(known, address, wrapped, onProxy);
}

/**
 * @param {string} path
 * @param {import("./places.js").Via} via
 * @param {boolean} wrapped
 * @returns {import("./places.js").Road}
 */
function roadTo(path, via, wrapped) {
  return { path, vias: wrapped ? [via, "wrapped"] : [via] };
}

/**
 * @param {Address} address
 * @param {boolean} isProxy
 * @returns {Reading | null}
 */
function unwrapped(address, isProxy) {
  const login = unwrapLogin(address, isProxy);
  return login && { step: login, target: login.url };
}

/**
 * @param {{rule: string, host: string, form: string} | null} proxied
 * @param {boolean} wrapped
 * @param {boolean} certain
 * @returns {Reading | null}
 */
function proxiedReading(proxied, wrapped, certain) {
  if (!proxied) return null;
  const { rule, host, form } = proxied;
  return { match: { rule, via: wrapped ? "wrapped" : "proxied", host, certain }, step: { form, host } };
}
