/**
 * An address as the browser reads it. No URL parser of our own: `URL` is what the browser itself goes by.
 */

/** Longer ones are junk, and would cost time. */
export const MAX_URL = 8192;
/** The longest name that the domain name system has. */
const MAX_HOST = 253;

/** A second `http`, also as base64, or a Muse proxy's field. */
const HOLDS_TARGET = /.http|ahr0c|musehost=/i;
/** Where a host begins behind the shortest scheme, or behind its first character: the first slash from here is the path's. */
const IN_HOST = 8;

/** What is not asked is not computed: of most addresses only the host is. */
export class Address {
  #url;
  #href;

  /**
   * @param {URL} url
   * @param {string} href the whole of it
   * @param {string} host in A-label form, lower case, without the trailing dot
   */
  constructor(url, href, host) {
    this.#url = url;
    this.#href = href;
    this.host = host;
  }

  /** Empty for the scheme's own. */
  get port() {
    return this.#url.port;
  }

  get path() {
    return this.#url.pathname;
  }

  /** Everything behind the path: query and fragment. */
  get tail() {
    return this.#url.search + this.#url.hash;
  }

  /**
   * Whether another address can stand in it: most are told at once that there is none. One stands behind a parameter's
   * name, or in a path that begins with an underscore.
   */
  get mayHoldTarget() {
    const href = this.#href;
    return (href.includes("=") || href[href.indexOf("/", IN_HOST) + 1] === "_") && HOLDS_TARGET.test(href);
  }
}

/**
 * @param {unknown} url
 * @returns {Address | null} null for anything but an http or https address with a host name
 */
export function addressOf(url) {
  if (typeof url !== "string" || url.length > MAX_URL) return null;
  const parsed = URL.parse(url);
  if (!parsed) return null;
  const { href, hostname } = parsed;
  if (!href.startsWith("https:") && !href.startsWith("http:")) return null;
  const host = hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
  return host === "" || host.length > MAX_HOST ? null : new Address(parsed, href, host);
}

/**
 * Whether a host's name has a word by which many proxies' can be told, though by far not all.
 *
 * @param {string} host
 */
export function isNamedLikeProxy(host) {
  return host.includes("prox") || host.includes("ezp");
}

/**
 * The last segment of a path, in lower case; a slash at its end does not count.
 *
 * @param {string} path
 */
export function lastSegment(path) {
  const end = path.endsWith("/") ? path.length - 1 : path.length;
  return path.slice(path.lastIndexOf("/", end - 1) + 1, end).toLowerCase();
}
