/**
 * How a target's address is written inside another one: raw, encoded, encoded twice, half-encoded, or as base64.
 * Everything here is ASCII already, because the browser has encoded the rest.
 */

/** What may stand before a target: white space, and the `r0$` by which EZproxy marks where a link came from. */
const BEFORE = /^(?:%20|\+)*(?:r\d(?:\$|%24))?/i;
const PLAIN = /^https?:\//i;
const ENCODED = /^https?%(?:25)*3a/i;
/** `http` as base64. */
const BASE64 = /^aHR0c[A-Za-z0-9+/_-]*/;
/** A slash, a question mark or a colon that stands encoded in what must be the host: the link was encoded by half. */
const HALF_ENCODED_HOST = /^https?:\/\/[^/?#&]*%(?:2f|3f|3a|23)/i;
const QUESTION_ENCODED = /^[^?#]*%3f/i;
const MAX_DECODINGS = 3;
/** With the `amp;` of a link that was escaped once too often, or a question mark too many. */
const PARAMETER = /(?:amp;|\?)*([a-z0-9_]+)=/iy;
/** In a query full of them only the first are looked at, so that the time is bounded. */
const MAX_TRIES = 8;

/**
 * The target among the parameters of a query.
 *
 * @param {string} tail the query with its `?`, and the fragment
 * @param {ReadonlyMap<string, boolean>} names names in lower case; true if a raw target goes on to the end of the
 *   address, with every `&` in it
 * @returns {{name: string, url: string} | null}
 */
export function targetInQuery(tail, names) {
  const end = tail.includes("#") ? tail.indexOf("#") : tail.length;
  for (let at = 1, tries = 0; at > 0 && at < end && tries < MAX_TRIES; at = tail.indexOf("&", at) + 1) {
    PARAMETER.lastIndex = at;
    const name = PARAMETER.exec(tail)?.[1].toLowerCase() ?? "";
    const raw = names.get(name);
    if (raw === undefined) continue;
    const url = targetIn(tail.slice(PARAMETER.lastIndex), raw);
    if (url) return { name, url };
    tries += 1;
  }
  return null;
}

/**
 * @param {string} tail
 * @param {string} name in lower case
 */
export function hasParameter(tail, name) {
  const lower = tail.toLowerCase();
  return lower.startsWith(`?${name}=`) || lower.includes(`&${name}=`);
}

/**
 * The http or https address with which a text begins.
 *
 * @param {string} text
 * @param {boolean} raw whether a target that is not encoded goes on to the end
 * @returns {string | null}
 */
export function targetIn(text, raw) {
  const value = text.replace(BEFORE, "");
  if (PLAIN.test(value)) return plainTarget(value, raw);
  if (ENCODED.test(value)) return decodedTarget(firstParameter(value));
  const base64 = BASE64.exec(value);
  return base64 && asTarget(fromBase64(base64[0]));
}

/**
 * @param {string} value
 * @param {boolean} raw
 */
function plainTarget(value, raw) {
  const url = raw || value.includes("?") ? value : firstParameter(value);
  return HALF_ENCODED_HOST.test(url) || QUESTION_ENCODED.test(url) ? decoded(url) : url;
}

/** @param {string} value */
function decodedTarget(value) {
  let url = value;
  for (let i = 0; i < MAX_DECODINGS && !PLAIN.test(url); i += 1) url = decoded(url);
  return asTarget(url);
}

/** @param {string} url */
function asTarget(url) {
  return PLAIN.test(url) ? url : null;
}

/** @param {string} value */
function firstParameter(value) {
  const end = value.search(/[&#]/);
  return end < 0 ? value : value.slice(0, end);
}

/**
 * Only ASCII is decoded: the rest may stay as it is, for the browser reads it either way.
 *
 * @param {string} text
 */
export function decoded(text) {
  return text.replace(/%([0-7][0-9a-f])/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
}

/**
 * @param {string} text base64, of either alphabet, without padding
 * @returns {string} each byte as a character
 */
export function fromBase64(text) {
  const whole = text.length % 4 === 1 ? text.slice(0, -1) : text;
  return atob(whole.replaceAll("-", "+").replaceAll("_", "/"));
}
