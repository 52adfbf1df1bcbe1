import { isNamedLikeProxy } from "./address.js";

/**
 * Links whose target does not stand in them: where they lead, only a server knows. They are told apart, so that a
 * library's page can fall back to the link's name.
 *
 * @typedef {import("./address.js").Address} Address
 */

const OPENURL = /[?&](?:ctx_ver|url_ver)=z39\.88-2004/i;
/** EZproxy's own door; behind another high port stands a vendor. */
const DOORS = new Set(["", "2048", "2443", "8080", "8443"]);

/**
 * By form: whether an address is one. In this order, the narrower ones first.
 *
 * @type {[string, (address: Address, onProxy: boolean) => boolean][]}
 */
const FORMS = [
  ["libguides_go", ({ path, tail }) => path.endsWith("/go.php") && /[?&]c=/.test(tail)],
  ["libkey", ({ host, path }) => isAt(host, "libkey.io") && path.length > 1],
  ["openathens_saml", ({ host, path }) => host === "login.openathens.net" && path.startsWith("/saml/")],
  ["openathens_auth", ({ host, path }) => host === "login.openathens.net" && path.startsWith("/auth/")],
  ["alma_uresolver", ({ path }) => path.includes("/view/uresolver/")],
  ["primo_ve_openurl", ({ host, path }) => isPrimo(host, path)],
  ["serialssolutions", ({ host, tail }) => isAt(host, "search.serialssolutions.com") && tail !== ""],
  ["autographics", ({ path }) => path.toLowerCase().endsWith("/validateglobal.php")],
  ["civicplus", ({ path, tail }) => /\/quicklinks\.aspx$/i.test(path) && /[?&]cid=/i.test(tail)],
  ["sfx", ({ tail }) => OPENURL.test(tail)],
  ["ezproxy_login_label", ({ path }) => /^\/login\/[^/]+\/?$/i.test(path)],
  [
    "ezproxy_by_port",
    ({ host, port }, onProxy) => !DOORS.has(port) && Number(port) > 1023 && (onProxy || isNamedLikeProxy(host)),
  ],
  ["libguides_friendly", ({ host, path }) => isLibGuides(host) && /^\/[^/.]+\/?$/.test(path)],
];

/**
 * @param {Address} address
 * @param {boolean} onProxy whether the host is known as a proxy's own
 * @returns {string | null} the form
 */
export function opaqueForm(address, onProxy) {
  return FORMS.find(([, isOne]) => isOne(address, onProxy))?.[0] ?? null;
}

/**
 * @param {string} host
 * @param {string} parent
 */
function isAt(host, parent) {
  return host === parent || host.endsWith(`.${parent}`);
}

/**
 * @param {string} host
 * @param {string} path
 */
function isPrimo(host, path) {
  return path.endsWith("/discovery/openurl") || (host.includes("primo.") && path.startsWith("/openurl/"));
}

/** @param {string} host */
function isLibGuides(host) {
  return isAt(host, "libguides.com") || host.split(".")[0] === "libguides";
}
