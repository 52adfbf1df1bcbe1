/**
 * What is known of hosts, in two maps: by name, and by the form in which a hyphenating proxy writes them. A proxied host
 * is never decoded, because that has several answers; the known ones are encoded, and compared.
 *
 * @typedef {{host: string, subdomains?: string[], paths?: string[], only_via?: string[]}} Host
 * @typedef {{id: string, hosts?: Host[]}} MatchableRule
 * @typedef {{host: string, tenants?: boolean, login_templates?: string[]}} KnownProxy
 * @typedef {{from: string, to: string}} Rewrite
 *
 * @typedef {object} Place one host entry of one rule
 * @property {string} rule
 * @property {boolean} exact the host alone, without its subdomains
 * @property {string[]} subdomains
 * @property {string[]} paths
 * @property {string[]} onlyVia
 *
 * @typedef {object} Known one host
 * @property {Place[]} places the narrower ones first
 * @property {{tenants: boolean} | null} proxy
 * @property {import("./templates.js").Template[]} templates
 * @property {[string, import("./clicks.js").Reader][]} clicks how its own wrappers are read
 *
 * @typedef {object} Knowledge
 * @property {Map<string, Known>} hosts
 * @property {Map<string, string|string[]>} encoded a name as proxies write it, to the true host name, or the several;
 *   put together when it is first asked for, which companies' own pages never do
 * @property {Map<string, string>} wholes a name that proxies write their own way, to the form they give others
 * @property {Map<string, string>} endings the same for the end of a name, behind a hyphen
 * @property {Set<string>} lastLabels of the rules' hosts
 * @property {Set<string>} ends what stands behind the last hyphen of any form above: most labels can be told by it
 * @property {Set<string>} rewrittenEnds the same, of the rewritten forms alone
 * @property {Pick<import("./sieve.js").Sieve, "glance">} sieve tells of most hosts at once that nothing of all this fits
 *   them
 */
import { CLICKS } from "./clicks.js";
import { FIXED_PROXIES, FIXED_REWRITES } from "./fixed.js";
import { LateSieve } from "./late-sieve.js";
import { templateOf } from "./templates.js";

/** One for all: ten thousand hosts would have thirty thousand empty ones. @type {any[]} */
const EMPTY = [];

/**
 * @param {{rules: Iterable<MatchableRule> | Map<string, MatchableRule>,
 *   proxies?: Iterable<KnownProxy> | Map<string, KnownProxy>, rewrites?: Iterable<Rewrite>}} ruleList
 * @param {{proxyHosts: string[], loginTemplates: string[]}} settings
 * @returns {Knowledge}
 */
export function knowledgeOf(ruleList, { proxyHosts, loginTemplates }) {
  const rules = [...items(ruleList.rules)];
  /** @type {Knowledge["encoded"] | undefined} */
  let forms;
  const names = {
    hosts: new Map(),
    wholes: new Map(),
    endings: new Map(),
    lastLabels: new Set(),
    ends: new Set(),
    rewrittenEnds: new Set(),
    get encoded() {
      return (forms ??= formsOf(rules));
    },
  };
  /** @type {Knowledge} */
  const known = Object.assign(names, { sieve: new LateSieve(names) });
  for (const { id, hosts = [] } of rules) {
    for (const host of hosts) addPlace(known, id, host);
  }
  for (const rewrite of ruleList.rewrites ?? FIXED_REWRITES) addRewrite(known, rewrite);
  const proxies = [...items(ruleList.proxies ?? FIXED_PROXIES), ...proxyHosts.map((host) => ({ host }))];
  for (const proxy of proxies) addProxy(known, proxy);
  for (const template of loginTemplates) addTemplate(known, template);
  for (const [host, readers] of CLICKS) at(known, host).clicks = readers;
  return known;
}

/**
 * The dots of a name as hyphens, as EZproxy, OpenAthens and others write it. Hyphens stay as they are.
 *
 * @param {string} name
 */
export function encoded(name) {
  return name.replaceAll(".", "-");
}

/**
 * What stands behind the last hyphen of a form.
 *
 * @param {string} form
 */
export function end(form) {
  return form.slice(form.lastIndexOf("-") + 1);
}

/**
 * @template T
 * @param {Iterable<T> | Map<string, T>} list
 * @returns {Iterable<T>}
 */
function items(list) {
  return list instanceof Map ? list.values() : list;
}

/**
 * @param {Knowledge} known
 * @param {string} rule
 * @param {Host} entry
 */
function addPlace(known, rule, { host, subdomains = EMPTY, paths = EMPTY, only_via: onlyVia = EMPTY }) {
  const exact = host.startsWith("=");
  const name = exact ? host.slice(1) : host;
  const entry = at(known, name);
  entry.places = [...entry.places, { rule, exact, subdomains, paths, onlyVia }];
  if (entry.places.length > 1) entry.places.sort((a, b) => b.paths.length - a.paths.length);
  const last = name.slice(name.lastIndexOf(".") + 1);
  known.lastLabels.add(last);
  known.ends.add(end(last));
}

/**
 * @param {MatchableRule[]} rules
 * @returns {Knowledge["encoded"]}
 */
function formsOf(rules) {
  /** @type {Knowledge["encoded"]} */
  const forms = new Map();
  for (const { host, subdomains = EMPTY } of rules.flatMap(({ hosts = EMPTY }) => hosts)) {
    const exact = host.startsWith("=");
    const name = exact ? host.slice(1) : host;
    addForm(forms, name);
    for (const label of exact ? EMPTY : subdomains) addForm(forms, `${label}.${name}`);
  }
  return forms;
}

/**
 * @param {Knowledge["encoded"]} forms
 * @param {string} name
 */
function addForm(forms, name) {
  const form = encoded(name);
  const names = namesOf(forms, form);
  if (!names.includes(name)) forms.set(form, names.length === 0 ? name : [...names, name]);
}

/**
 * @param {Map<string, string|string[]>} forms
 * @param {string} form
 * @returns {readonly string[]} the true host names that have this form
 */
export function namesOf(forms, form) {
  const names = forms.get(form);
  return names === undefined ? EMPTY : typeof names === "string" ? [names] : names;
}

/**
 * @param {Knowledge} known
 * @param {Rewrite} rewrite
 */
function addRewrite({ wholes, endings, ends, rewrittenEnds }, { from, to }) {
  const [written, plain] = [encoded(to), encoded(from)];
  if (written === plain) return;
  ends.add(end(written));
  rewrittenEnds.add(end(written));
  if (from.startsWith(".")) endings.set(written.slice(1), plain.slice(1));
  else wholes.set(written, plain);
}

/**
 * @param {Knowledge} known
 * @param {KnownProxy} proxy
 */
function addProxy(known, { host, tenants = false, login_templates: templates = [] }) {
  const entry = at(known, hostName(host));
  entry.proxy = { tenants: tenants || (entry.proxy?.tenants ?? false) };
  for (const template of templates) addTemplate(known, template);
}

/**
 * @param {Knowledge} known
 * @param {string} text
 */
function addTemplate(known, text) {
  const template = templateOf(text);
  if (!template) return;
  const entry = at(known, template.host);
  entry.templates = [...entry.templates, template];
}

/**
 * A proxy's host as a person may have typed it: upper case, a dot or `*.` before it, one behind it.
 *
 * @param {string} typed
 */
function hostName(typed) {
  return typed
    .trim()
    .toLowerCase()
    .replace(/^\*?\.+|\.+$/g, "");
}

/**
 * @param {Knowledge} known
 * @param {string} name
 * @returns {Known}
 */
function at(known, name) {
  let entry = known.hosts.get(name);
  if (!entry) {
    entry = { places: EMPTY, proxy: null, templates: EMPTY, clicks: EMPTY };
    known.hosts.set(name, entry);
  }
  return entry;
}
