/**
 * The rule list as the server signs it (`list.jsonl`): a header line, then one entry a line.
 *
 * @typedef {Record<string, string>} LocalText by language; English always
 * @typedef {{id: string, kind: string, publisher: string, title?: string, url?: string, published_on?: string,
 *   date_note?: string, read_on: string, copy: string, says: string}} Source
 * @typedef {{id: string, asker: string, how?: string, data: string[], or_data?: string[], step: string, level: string,
 *   scope: {who: string, name?: string, country?: string, route?: string}, status: string, announced_on?: string,
 *   in_force_from?: string, postponed_on?: string, withdrawn_on?: string, review_by: string, unless?: LocalText,
 *   instead?: LocalText, evidence: string[]}} Disclosure
 * @typedef {{id: string, name: string, vendor: string, hosts?: import("../matching/matcher.js").Host[],
 *   names?: string[], campaign?: string, advice?: LocalText[], disclosures: Disclosure[], evidence: Source[],
 *   vendor_reply?: {received_on: string, text: string, url?: string}}} Rule
 * @typedef {{id: string, label: LocalText, warns?: boolean}} Term
 * @typedef {{id: string, label: LocalText}} Step
 * @typedef {{id: string, title: LocalText, state: string, summary: LocalText}} Campaign
 * @typedef {{id: string, host: string, tenants?: boolean, library?: string, site?: string, pages?: string[],
 *   login_templates?: string[]}} Proxy a host below which a library's proxy shows vendors' hosts; with `tenants` many
 *   libraries share it, each under one label of its own. `library`, `site` and `pages` are that library's own
 * @typedef {{id: string, from: string, to: string}} Rewrite a host that proxies write in a way of its own
 * @typedef {{release: number, date: string, site: string, starter: boolean, schema: number}} Header
 * @typedef {{header: Header, rules: Map<string, Rule>, terms: Map<string, Term>, steps: Map<string, Step>,
 *   campaigns: Map<string, Campaign>, proxies: Map<string, Proxy>, rewrites: Rewrite[], listed: number,
 *   joined: {name: string, site?: string}[]}} RuleList `joined`: the libraries that take part
 */

export const SCHEMA = 1;

/** Values that this version understands; an entry with another one is skipped, never guessed. */
const KNOWN = {
  asker: ["vendor", "library"],
  how: [undefined, "asked", "from-library-record"],
  level: ["required", "avoidable", "optional", "unclear"],
  status: ["announced", "in_force", "disputed", "withdrawn"],
};

/**
 * @param {string} text the list
 * @returns {RuleList}
 * @throws {Error} if it is no list, or one for a newer extension
 */
export function parseList(text) {
  const [header, ...entries] = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  if (header?.kind !== "header" || header.schema !== SCHEMA) throw new Error("not a list for this version");
  const of = (/** @type {string} */ kind) => entries.filter((entry) => entry.kind === kind);
  const byId = (/** @type {any[]} */ items) => new Map(items.map((item) => [item.id, item]));
  return {
    header,
    rules: byId(of("rule").filter(isUnderstood)),
    terms: byId(of("term")),
    steps: byId(of("step")),
    campaigns: byId(of("campaign")),
    proxies: byId(of("proxy")),
    rewrites: of("rewrite"),
    listed: of("listed-2019").length,
    joined: of("library"),
  };
}

/**
 * The mutes: rule id to the reason for which its warning is suspended.
 *
 * @param {string} text lines as in `mute.jsonl`
 * @returns {Map<string, string>}
 */
export function parseMutes(text) {
  const lines = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  return new Map(lines.filter(({ kind }) => kind === "mute").map(({ id, reason }) => [id, reason]));
}

/** @param {Rule} rule */
function isUnderstood(rule) {
  return (
    Array.isArray(rule.disclosures) &&
    rule.disclosures.length > 0 &&
    rule.disclosures.every((disclosure) =>
      Object.entries(KNOWN).every(([field, values]) =>
        values.includes(/** @type {never} */ (disclosure[/** @type {keyof Disclosure} */ (field)])),
      ),
    )
  );
}

/**
 * The evidence that a disclosure names, in its order.
 *
 * @param {Rule} rule
 * @param {Disclosure} disclosure
 * @returns {Source[]}
 */
export function sourcesOf(rule, disclosure) {
  const byId = new Map(rule.evidence.map((source) => [source.id, source]));
  return disclosure.evidence.flatMap((id) => byId.get(id) ?? []);
}
