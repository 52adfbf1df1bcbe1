/**
 * A glance at an address before it is read. Most addresses stand as plainly as the browser's own parser leaves them, and
 * lead nowhere that we know: for these the parser need not be asked. It only ever says no; whatever it is not sure about
 * is read in full.
 */
import { MAX_URL } from "./address.js";
import { NOTHING } from "./sieve.js";

/** At least two labels, none that the parser would lower, decode or take for a number of an IPv4 address. */
const HOST = /[a-z0-9.-]*[a-z0-9-]\.[a-z][a-z0-9-]*(?=\/)/y;
/** What the parser leaves as it is in path, query and fragment. */
const REST = /[\w./?#=&;,+~!$()*@-]*$/y;

/**
 * @param {Pick<import("./sieve.js").Sieve, "glance">} sieve
 * @param {unknown} url
 * @returns {boolean} whether it can be told without reading it that no rule knows it
 */
export function isPlainMiss(sieve, url) {
  if (typeof url !== "string" || url.length > MAX_URL) return false;
  const start = url.startsWith("https://") ? 8 : url.startsWith("http://") ? 7 : 0;
  const end = start && plainHostEnd(url, start);
  return end > 0 && isPlainRest(url, end) && sieve.glance(url, start, end) === NOTHING;
}

/**
 * @param {string} url
 * @param {number} start where its host begins
 * @returns {number} where it ends; 0 if it has another form
 */
function plainHostEnd(url, start) {
  HOST.lastIndex = start;
  return HOST.test(url) ? HOST.lastIndex : 0;
}

/**
 * @param {string} url
 * @param {number} from where its path begins
 */
function isPlainRest(url, from) {
  REST.lastIndex = from;
  // `/../` and `/./` are gone once an address has been parsed.
  return REST.test(url) && !url.includes("/.", from) && !mayHoldTarget(url, from);
}

/**
 * Without `:` and `%` there is no address in it, but as base64 or in a Muse proxy's field: see `Address.mayHoldTarget`.
 *
 * @param {string} url
 * @param {number} from where its path begins
 */
function mayHoldTarget(url, from) {
  if (!url.includes("=", from) && url[from + 1] !== "_") return false;
  return url.includes("aHR0c", from) || url.includes("MuseHost=", from);
}
