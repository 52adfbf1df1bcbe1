import { isNamedLikeProxy } from "./address.js";
import { encoded, end, namesOf } from "./hosts.js";
import { nextLabel, placeFor, ruleOf } from "./places.js";

/**
 * Hosts as proxies write them: the vendor's own, with dots or with hyphens, before the proxy's.
 *
 * @typedef {import("./hosts.js").Knowledge} Knowledge
 * @typedef {import("./places.js").Road} Road
 * @typedef {{rule: string, host: string, form: string, sure: boolean}} ProxiedHost
 *   `sure`: there is no other host that a proxy would write so
 */

/** The target's port: `p180-`, `80-`; Innovative writes port 80 as `0-`. */
const PORT_BEFORE = /^p?\d{1,5}-/;
/** What SSL-VPN gateways put behind a name: `-443`, `-s`, `-8443-s`. */
const PORT_BEHIND = /(?:-\d{1,5})?(?:-s)?$/;
const PORT_BEHIND_END = /^(?:s|\d{1,5})$/;
/** @type {import("./hosts.js").Place[]} */
const NONE = [];
/** A Muse proxy's session before the name; there real hyphens are doubled. */
const MUSE_LABEL = /^[0-9a-z]+(?:-mp\d+)?-[a-z]-https?-(?=.)/;
const MUSE_LABELS = /^(?:[0-9a-z]+\.)+https?\.(?=.)/;

/**
 * The vendor's host in what stands before a known proxy's.
 *
 * @param {Knowledge} known
 * @param {string} name
 * @param {Road} road
 * @returns {ProxiedHost | null}
 */
export function proxiedBefore(known, name, road) {
  const muse = fromMuse(known, name, road);
  if (muse) return muse;
  const dotted = name.includes(".") ? fromDots(known, name, road) : null;
  if (dotted) return dotted;
  const form = name.includes(".") ? encoded(name) : name;
  return exactly(known, form, road) ?? byEnding(known, form, road);
}

/**
 * Whether a host may be a proxied one at all, below a proxy that is not known: most are told at once that they are not.
 * The proxy's own host has at least two labels.
 *
 * @param {Knowledge} known
 * @param {string} host
 */
export function mayBeProxied(known, host) {
  const first = host.indexOf(".");
  const last = host.lastIndexOf(".");
  if (first === last) return false;
  if (mayBeEncoded(known, host, first) || isRewritten(known, host, first)) return true;
  const limit = host.lastIndexOf(".", last - 1);
  for (let start = first + 1; start < limit; start = nextLabel(host, start)) {
    if (known.lastLabels.has(host.slice(start, host.indexOf(".", start)))) return true;
  }
  return false;
}

/**
 * The vendor's host in a host that may be a proxied one, in an exact form: every border between the two is possible.
 *
 * @param {Knowledge} known
 * @param {string} host
 * @param {Road} road
 * @returns {ProxiedHost | null}
 */
export function proxiedSomewhere(known, host, road) {
  const first = host.indexOf(".");
  const name = host.slice(0, first);
  const telling = name.includes("-") || isRewritten(known, host, first);
  const found = telling ? (fromMuse(known, name, road) ?? exactly(known, name, road)) : null;
  return found ?? fromInnerDots(known, host, road);
}

/**
 * The same where the first label only ends like a known host's.
 *
 * @param {Knowledge} known
 * @param {string} host
 * @param {Road} road
 * @returns {ProxiedHost | null}
 */
export function proxiedPerhaps(known, host, road) {
  const first = host.indexOf(".");
  const name = host.slice(0, first);
  return name.includes("-") || isRewritten(known, host, first) ? byEnding(known, name, road) : null;
}

/**
 * @param {Knowledge} known
 * @param {string} host
 * @param {Road} road
 * @returns {ProxiedHost | null}
 */
function fromInnerDots(known, host, road) {
  const last = host.lastIndexOf(".");
  const limit = host.lastIndexOf(".", last - 1);
  for (let start = nextLabel(host, 0); start > 0 && start < limit; start = nextLabel(host, start)) {
    const end = host.indexOf(".", start);
    if (!known.lastLabels.has(host.slice(start, end))) continue;
    const found = fromDots(known, host.slice(0, end), road);
    if (found) return found;
  }
  return null;
}

/**
 * @param {Knowledge} known
 * @param {string} name
 * @param {Road} road
 * @returns {ProxiedHost | null}
 */
function fromDots(known, name, road) {
  const host = name.replace(MUSE_LABELS, "").replace(PORT_BEFORE, "");
  for (const candidate of host === name ? [name] : [host, name]) {
    const found = ruleOf(known, candidate, road);
    if (found) return { rule: found.rule, host: candidate, form: "host_dots", sure: true };
  }
  return null;
}

/**
 * @param {Knowledge} known
 * @param {string} name
 * @param {Road} road
 * @returns {ProxiedHost | null}
 */
function fromMuse(known, name, road) {
  const session = name.includes("-http") ? MUSE_LABEL.exec(name) : null;
  if (!session) return null;
  const host = name.slice(session[0].length).replace(/--|-/g, (hyphens) => (hyphens === "-" ? "." : "-"));
  const found = ruleOf(known, host, road);
  return found && { rule: found.rule, host, form: "muse_host", sure: true };
}

/**
 * The exact form of a known host, of `www.` before it, or of a listed subdomain.
 *
 * @param {Knowledge} known
 * @param {string} label
 * @param {Road} road
 * @returns {ProxiedHost | null}
 */
function exactly(known, label, road) {
  for (const [form, rewritten] of formsOf(known, label)) {
    const found = writtenAs(known, form, road);
    if (found.length === 0) continue;
    // Two known hosts that a proxy writes alike (a-b.com, a.b.com): nobody can tell them apart.
    const sure = found.every(({ rule }) => rule === found[0].rule);
    return { ...found[0], form: rewritten ? "hostname_edit" : "host_hyphens", sure };
  }
  return null;
}

/**
 * @param {Knowledge} known
 * @param {string} form
 * @param {Road} road
 * @returns {{rule: string, host: string}[]} the hosts that a proxy would write so
 */
function writtenAs(known, form, road) {
  /** @type {{rule: string, host: string}[]} */
  const found = [];
  const names = namesOf(known.encoded, form);
  for (const host of names) {
    const rule = ruleOf(known, host, road)?.rule;
    if (rule !== undefined) found.push({ rule, host });
  }
  if (!form.startsWith("www-")) return found;
  for (const name of namesOf(known.encoded, form.slice(4))) {
    const host = `www.${name}`;
    // Where `www.` itself is listed, it is among the names: else the name without it is all that is known.
    const rule = (names.includes(host) ? ruleOf(known, host, road) : ruleOf(known, name, road, true))?.rule;
    if (rule !== undefined) found.push({ rule, host });
  }
  return found;
}

/**
 * Anything that ends like a known host: `my-lynda-com` may be `my.lynda.com`, or `my-lynda.com`.
 *
 * @param {Knowledge} known
 * @param {string} name
 * @param {Road} road
 * @returns {ProxiedHost | null}
 */
function byEnding(known, name, road) {
  for (const [form, rewritten] of formsOf(known, name)) {
    for (let at = form.indexOf("-") + 1; at > 0; at = form.indexOf("-", at) + 1) {
      for (const host of namesOf(known.encoded, form.slice(at))) {
        const place = placeFor(known.hosts.get(host)?.places ?? NONE, road, true);
        if (place) {
          return { rule: place.rule, host, form: rewritten ? "hostname_edit" : "host_hyphens", sure: false };
        }
      }
    }
  }
  return null;
}

/**
 * Whether the first label ends as a known host's does in hyphens, or as a rewritten one or a gateway's: most can be told
 * at once.
 *
 * @param {Knowledge} known
 * @param {string} host
 * @param {number} first where its first label ends
 */
function mayBeEncoded({ ends }, host, first) {
  const hyphen = host.lastIndexOf("-", first);
  if (hyphen < 0) return false;
  const last = host.slice(hyphen + 1, first);
  return ends.has(last) || PORT_BEHIND_END.test(last);
}

/**
 * Whether the first label is a rewritten name, below a host that is named as proxies are. Without a hyphen in it a word
 * like any other could be meant.
 *
 * @param {Knowledge} known
 * @param {string} host
 * @param {number} first where its first label ends
 */
function isRewritten({ wholes }, host, first) {
  return isNamedLikeProxy(host) && wholes.has(host.slice(0, first)) && isNamedLikeProxy(host.slice(first));
}

/**
 * What a name may be once ports and rewriting are undone, the most literal reading first.
 *
 * @param {Knowledge} known
 * @param {string} name
 * @returns {[string, boolean][]} the form, and whether it was rewritten
 */
function formsOf(known, name) {
  /** @type {[string, boolean][]} */
  const forms = [[name, false]];
  const last = end(name);
  if (!PORT_BEFORE.test(name) && !PORT_BEHIND_END.test(last) && !known.rewrittenEnds.has(last)) return forms;
  const add = (/** @type {string} */ form, /** @type {boolean} */ rewritten) => {
    if (!forms.some(([one]) => one === form)) forms.push([form, rewritten]);
  };
  if (PORT_BEFORE.test(name)) add(name.replace(PORT_BEFORE, ""), false);
  if (PORT_BEHIND_END.test(last)) {
    for (const [form] of [...forms]) add(form.replace(PORT_BEHIND, ""), false);
  }
  for (const [form] of [...forms]) {
    const plain = known.rewrittenEnds.has(end(form)) ? unRewritten(known, form) : null;
    if (plain !== null) add(plain, true);
  }
  return forms;
}

/**
 * @param {Knowledge} known
 * @param {string} name
 * @returns {string | null} the form without the rewriting, or null if there is none
 */
function unRewritten({ wholes, endings }, name) {
  const whole = wholes.get(name);
  if (whole !== undefined) return whole;
  for (let at = name.indexOf("-") + 1; at > 0; at = name.indexOf("-", at) + 1) {
    const ending = endings.get(name.slice(at));
    if (ending !== undefined) return name.slice(0, at) + ending;
  }
  return null;
}
