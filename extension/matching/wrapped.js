import { isNamedLikeProxy, lastSegment } from "./address.js";
import { hasParameter, targetIn, targetInQuery } from "./targets.js";

/**
 * Login addresses of libraries' access systems, known by their shape on any host.
 *
 * @typedef {import("./address.js").Address} Address
 * @typedef {{form: string, url: string}} Unwrapped
 */

// EZproxy takes everything behind `url=` for the target; `qurl=` is encoded and ends at the next parameter.
const LOGIN = new Map([
  ["url", true],
  ["qurl", false],
]);
const QURL = new Map([["qurl", false]]);
const URL_ALONE = new Map([["url", true]]);
/** On a host that shows itself to be a proxy's; elsewhere these are what any site might say. */
const ON_PROXIES = new Map([...LOGIN, ["dest", false]]);
const PROXYURL = new Map([["proxyurl", true]]);
const PROXYURL_NAME = /proxyurl=/i;

/** By the last segment of the path: the form, its parameters, and a parameter without which it is not meant. */
const SHAPES = new Map([
  ["login", { form: "login", names: LOGIN }],
  ["form", { form: "ezproxy_form", names: QURL }],
  ["connect", { form: "ezproxy_connect", names: LOGIN, needs: "session" }],
  ["proxy_login", { form: "login", names: LOGIN }],
  ["link.n2s", { form: "login", names: LOGIN }],
  ["wamvalidate", { form: "wam_validate", names: URL_ALONE }],
]);

const LIB_PROXY_URL = "/_lib_proxy_url/";
const MUSE_HOST = /[/?&]MuseHost=([a-z0-9.-]+)/i;
const MUSE_PATH = /[/&]MusePath=?(\/[^?#&]*)/;

/**
 * Asked only of an address that may hold a target.
 *
 * @param {Address} address
 * @param {boolean} onProxy whether the host is known as a proxy's own
 * @returns {Unwrapped | null}
 */
export function unwrapLogin(address, onProxy) {
  const { host, path, tail } = address;
  if (tail.startsWith("?")) {
    const last = lastSegment(path);
    const found =
      byShape(last, tail) ?? (mayBeOnProxy(path, last) && (onProxy || isNamedLikeProxy(host)) ? byQuery(tail) : null);
    if (found) return found;
    const target = PROXYURL_NAME.test(tail) ? targetInQuery(tail, PROXYURL) : null;
    if (target) return { form: "login", url: target.url };
  }
  return path.startsWith("/_") ? byLibProxyUrl(path, tail) : null;
}

/**
 * A Muse proxy's page: the vendor's host stands in its path or query. It is a proxied page, not a link to one.
 *
 * @param {Address} address
 * @returns {{host: string, path: string} | null}
 */
export function museTarget(address) {
  const { path, tail } = address;
  if (!path.includes("MuseHost=") && !tail.includes("MuseHost=")) return null;
  const text = path + tail;
  const host = MUSE_HOST.exec(text);
  return host && { host: host[1].toLowerCase(), path: MUSE_PATH.exec(text)?.[1] ?? "/" };
}

/**
 * @param {string} last segment of the path
 * @param {string} tail
 * @returns {Unwrapped | null}
 */
function byShape(last, tail) {
  const shape = SHAPES.get(last);
  if (!shape || (shape.needs && !hasParameter(tail, shape.needs))) return null;
  const target = targetInQuery(tail, shape.names);
  return target && { form: `${shape.form}_${target.name}`, url: target.url };
}

/**
 * @param {string} path
 * @param {string} last segment of it
 */
function mayBeOnProxy(path, last) {
  return last === "" || last === "index.php" || (path[1] === "c" && path.startsWith("/cgi-bin/"));
}

/**
 * @param {string} tail
 * @returns {Unwrapped | null}
 */
function byQuery(tail) {
  const target = targetInQuery(tail, ON_PROXIES);
  return target && { form: `proxy_${target.name}`, url: target.url };
}

/**
 * @param {string} path
 * @param {string} tail
 * @returns {Unwrapped | null}
 */
function byLibProxyUrl(path, tail) {
  if (!path.toLowerCase().startsWith(LIB_PROXY_URL)) return null;
  const url = targetIn(path.slice(LIB_PROXY_URL.length) + tail, true);
  return url ? { form: "lib_proxy_url", url } : null;
}
