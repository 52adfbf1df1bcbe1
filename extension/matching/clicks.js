import { fromBase64, decoded, targetIn, targetInQuery } from "./targets.js";

/**
 * Click wrappers: hosts known to lead every click through an address of their own. Share buttons, archives, validators
 * and sign-in pages carry addresses too, and are none of these.
 *
 * @typedef {import("./address.js").Address} Address
 * @typedef {import("./wrapped.js").Unwrapped} Unwrapped
 * @typedef {(address: Address) => string | null} Reader
 */

/**
 * @param {string} path a prefix
 * @param {...string} names
 * @returns {Reader}
 */
function query(path, ...names) {
  const wanted = new Map(names.map((name) => [name, false]));
  return (address) => (address.path.startsWith(path) ? (targetInQuery(address.tail, wanted)?.url ?? null) : null);
}

/** OpenAthens' redirector takes an unencoded target with every `&` in it. */
const RAW_URL = new Map([["url", true]]);
const OPENATHENS_T = new Map([["t", false]]);

/** @type {Reader} */
const openAthens = ({ path, tail }) =>
  path.startsWith("/redirector/") ? (targetInQuery(tail, RAW_URL)?.url ?? null) : null;

/** @type {Reader} Bing: `u=a1` and the target as base64. */
const bing = ({ path, tail }) => {
  const found = path.startsWith("/ck/") ? /[?&]u=a1(aHR0c[A-Za-z0-9+/_-]*)/.exec(tail) : null;
  return found && targetIn(fromBase64(found[1]), true);
};

/** @type {Reader} Yahoo: `/RU=<encoded>/RK=…` */
const yahoo = ({ path }) => {
  const found = /\/RU=([^/]*)\//.exec(path);
  return found && targetIn(found[1], false);
};

/** @type {Reader} Proofpoint, version 2: `-` for `%`, `_` for `/`. */
const proofpoint2 = ({ path, tail }) => {
  const found = path.startsWith("/v2/") ? /[?&]u=([^&#]*)/.exec(tail) : null;
  return found && targetIn(decoded(found[1].replaceAll("-", "%").replaceAll("_", "/")), true);
};

/** @type {Reader} Proofpoint, version 3: between two pairs of underscores. */
const proofpoint3 = ({ path, tail }) => {
  const found = /^\/v3\/__(.+?)__;/.exec(path + tail);
  return found && targetIn(found[1], true);
};

/** By the host or a parent of it: the form's name, and how to read it. @type {Map<string, [string, Reader][]>} */
export const CLICKS = new Map([
  ["go.openathens.net", [["openathens_redirector", openAthens]]],
  [
    "login.openathens.net",
    [
      [
        "openathens_auth",
        ({ path, tail }) => (path.startsWith("/auth/") ? (targetInQuery(tail, OPENATHENS_T)?.url ?? null) : null),
      ],
    ],
  ],
  ["facebook.com", [["facebook_redirect", query("/l.php", "u")]]],
  ["messenger.com", [["facebook_redirect", query("/l.php", "u")]]],
  ["l.instagram.com", [["instagram_redirect", query("/", "u")]]],
  ["l.threads.com", [["threads_redirect", query("/", "u")]]],
  ["youtube.com", [["youtube_redirect", query("/redirect", "q")]]],
  ["out.reddit.com", [["reddit_redirect", query("/", "url")]]],
  ["slack-redir.net", [["slack_redirect", query("/link", "url")]]],
  ["t.umblr.com", [["tumblr_redirect", query("/redirect", "z")]]],
  ["vk.com", [["vk_redirect", query("/away.php", "to")]]],
  ["duckduckgo.com", [["duckduckgo_redirect", query("/l/", "uddg")]]],
  ["bing.com", [["bing_redirect", bing]]],
  ["r.search.yahoo.com", [["yahoo_redirect", yahoo]]],
  ["safelinks.protection.outlook.com", [["safelinks", query("/", "url")]]],
  ["safelinks.protection.office365.us", [["safelinks", query("/", "url")]]],
  [
    "urldefense.proofpoint.com",
    [
      ["proofpoint", proofpoint2],
      ["proofpoint", query("/v1/", "u")],
    ],
  ],
  ["urldefense.com", [["proofpoint", proofpoint3]]],
  ["linkprotect.cudasvc.com", [["barracuda", query("/url", "a")]]],
  [
    "linkedin.com",
    [
      ["linkedin_redirect", query("/redir/", "url")],
      ["linkedin_redirect", query("/safety/go", "url")],
    ],
  ],
]);

/** Google has a host for every country: `google.com`, `google.de`, `google.co.uk`. */
const GOOGLE = /^(?:[a-z]+\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?$/;
const google = query("/url", "q", "url");
const googleScholar = query("/scholar_url", "url");

/**
 * @param {Address} address
 * @param {[string, Reader][] | undefined} readers what `CLICKS` has for the host
 * @returns {Unwrapped | null}
 */
export function unwrapClick(address, readers) {
  for (const [form, read] of readers ?? []) {
    const url = read(address);
    if (url) return { form, url };
  }
  if (!address.host.includes("google.") || !GOOGLE.test(address.host)) return null;
  const url = google(address) ?? googleScholar(address);
  return url ? { form: "google_redirect", url } : null;
}
