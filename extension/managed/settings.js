import { templateOf } from "../matching/templates.js";
import { isTooWide } from "../rule-list/library-choice.js";
import {
  anyObject,
  byId,
  contact,
  folderAddress,
  host,
  id,
  language,
  listOf,
  oneOf,
  record,
  template,
  text,
  webAddress,
  yesOrNo,
} from "./checks.js";

/**
 * A library's settings, as its policy brings them: one JSON text, checked here key by key. Firefox checks nothing, and
 * Chromium would drop a wrong value without a word. Whatever is wrong is named, and its key alone falls back to the safe
 * value. `tests/vectors/library-settings.jsonl` holds this and the server's own check to one table.
 *
 * @typedef {import("./checks.js").Problem} Problem
 * @typedef {{text?: string, instead: {label: string, url: string}[]}} Advice
 *
 * @typedef {object} Settings
 * @property {{name: string, home?: string, ask?: string, privacy?: string}} library `name` is empty if it was wrong
 * @property {string[]} pages addresses: a page at or below one of their paths is the library's
 * @property {string[]} proxies hosts
 * @property {string[]} login_templates
 * @property {Map<string, Advice>} advice by rule
 * @property {Map<string, string>} notes by rule: the library's own words about a company
 * @property {string[]} hidden rules of which nothing is shown
 * @property {{address?: string, root?: object}} updates
 * @property {string | null} language null: the browser's
 * @property {"on"|"off"} notices
 * @property {"session"|"device"} remember
 * @property {"full"|"record-only"|"off"} campaign_links
 * @property {"window"|"badge"} loudness
 * @property {boolean} welcome
 * @property {string[]} locked what the patron cannot change
 */

export const VERSION = "1";
/** Far more than a consortium needs; a text beyond it is no settings. */
const LENGTH = 65_536;

/** What a copy does that no library has set up. @type {Settings} */
export const OWN = {
  library: { name: "" },
  pages: [],
  proxies: [],
  login_templates: [],
  advice: new Map(),
  notes: new Map(),
  hidden: [],
  updates: {},
  language: null,
  notices: "on",
  remember: "device",
  campaign_links: "full",
  loudness: "window",
  welcome: true,
  locked: [],
};

/** What holds on a library's computers where its settings say nothing. @type {Settings} */
export const CAREFUL = {
  ...OWN,
  remember: "session",
  campaign_links: "record-only",
  loudness: "badge",
  welcome: false,
};

const LIBRARY = { name: text(120), home: webAddress, ask: contact, privacy: webAddress };
const ALTERNATIVE = record({ label: text(80), url: webAddress }, ["label", "url"]);
const FIELDS = {
  library: record(LIBRARY, ["name"]),
  pages: listOf(webAddress),
  proxies: listOf(host(isTooWide)),
  login_templates: listOf(template(templateOf)),
  advice: byId(record({ text: text(300), instead: listOf(ALTERNATIVE) })),
  notes: byId(text(300)),
  hidden: listOf(id),
  updates: record({ address: folderAddress, root: anyObject }, ["address"]),
  language,
  notices: oneOf(["on", "off"]),
  remember: oneOf(["session", "device"]),
  campaign_links: oneOf(["full", "record-only", "off"]),
  loudness: oneOf(["window", "badge"]),
  welcome: yesOrNo,
};
const LOCKABLE = Object.keys(FIELDS);
const SCHEMA = record({ ...FIELDS, locked: listOf(oneOf(LOCKABLE)) }, ["library"]);

/**
 * @param {Record<string, unknown>} stored what `storage.managed` holds; at least one key
 * @returns {{settings: Settings, problems: Problem[]}}
 */
export function readSettings(stored) {
  /** @type {Problem[]} */
  const problems = [];
  const report = (/** @type {Problem} */ problem) => void problems.push(problem);
  const { settings, settings_version: version, ...others } = stored;
  for (const key of Object.keys(others)) report({ key, trouble: "unknown_key", of: [] });
  if (version !== VERSION) {
    report({ key: "settings_version", trouble: "no_version", of: [VERSION] });
    return { settings: CAREFUL, problems };
  }
  const document = parsed(settings);
  if (document === undefined) {
    report({ key: "settings", trouble: "no_json", of: [] });
    return { settings: CAREFUL, problems };
  }
  return { settings: completed(SCHEMA(document, "", report), document, problems), problems };
}

/** @param {unknown} settings */
function parsed(settings) {
  if (typeof settings !== "string" || settings.length > LENGTH) return undefined;
  try {
    const document = JSON.parse(settings);
    return typeof document === "object" && document !== null && !Array.isArray(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

/**
 * With the safe value for all that is not there or was wrong.
 *
 * @param {any} checked
 * @param {object} document as it was given
 * @param {Problem[]} problems
 * @returns {Settings}
 */
function completed(checked, document, problems) {
  const given = LOCKABLE.filter((key) => Object.hasOwn(document, key));
  return {
    ...CAREFUL,
    ...checked,
    library: { name: "", ...checked.library },
    // Another's signatures count for another's address alone.
    updates: checked.updates?.address ? checked.updates : {},
    advice: adviceOf(checked.advice ?? new Map()),
    // Whoever writes this key wants silence: a slip of the pen must not undo it.
    notices: problems.some(({ key }) => key === "notices") ? "off" : (checked.notices ?? "on"),
    locked: checked.locked ?? given,
  };
}

/**
 * Without alternatives that have lost a half, and without advice of which nothing is left.
 *
 * @param {Map<string, Partial<Advice>>} advice
 * @returns {Map<string, Advice>}
 */
function adviceOf(advice) {
  const whole = [...advice].map(([rule, { instead = [], ...rest }]) => {
    const kept = instead.filter(({ label, url }) => label && url);
    return /** @type {[string, Advice]} */ ([rule, { ...rest, instead: kept }]);
  });
  return new Map(whole.filter(([, { text: words, instead }]) => words || instead.length > 0));
}
