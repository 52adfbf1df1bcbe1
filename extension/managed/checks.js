/**
 * Checks of single values. Each takes a value and says what is wrong with it through `report`; what it gives back is the
 * value, or `undefined` if it cannot be used. They build on each other: a list drops its wrong entries and keeps the rest.
 *
 * @typedef {{key: string, trouble: string, of: (string | number)[]}} Problem `key`: where, as `advice.kanopy.text`;
 *   `of`: what the sentence about it names
 * @typedef {(problem: Problem) => void} Report
 * @typedef {(value: unknown, key: string, report: Report) => any} Check
 */

/** Names of things in the list: `kanopy`, `linkedin-learning`. */
const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const ID_LENGTH = 60;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const ADDRESS_LENGTH = 500;
const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const HOST_LENGTH = 253;
/** What could be read as markup, or changes how the text around it is shown. */
const NOT_PLAIN = /[<>\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|&#?\w+;|\]\(| {2}|^\s|\s$/u;
const NOT_IN_ADDRESS = /[\s<>"{}|\\^`]/;

/**
 * @param {number} length at most
 * @returns {Check}
 */
export const text = (length) => (value, key, report) => {
  if (typeof value !== "string" || value === "") return wrong(report, key, "no_text");
  if (value.length > length) return wrong(report, key, "too_long", length);
  return NOT_PLAIN.test(value) ? wrong(report, key, "not_plain") : value;
};

/** An https address. @type {Check} */
export const webAddress = (value, key, report) =>
  addressOf(value, ["https:"]) ? value : wrong(report, key, "no_address");

/** How to reach somebody: an https address, or a mail address. @type {Check} */
export const contact = (value, key, report) =>
  isMail(value) || addressOf(value, ["https:"]) ? value : wrong(report, key, "no_contact");

/** A folder's address; without encryption on this computer alone. @type {Check} */
export const folderAddress = (value, key, report) => {
  const url = addressOf(value, ["https:", "http:"]);
  const safe = url && (url.protocol === "https:" || ["localhost", "127.0.0.1"].includes(url.hostname));
  return safe && url.href.endsWith("/") && !url.search && !url.hash ? value : wrong(report, key, "no_folder");
};

/**
 * @param {(host: string) => boolean} isTooWide whether many organisations have names below it
 * @returns {Check}
 */
export const host = (isTooWide) => (value, key, report) => {
  if (typeof value !== "string" || value.length > HOST_LENGTH || !HOST.test(value) || /\.\d+$/.test(value)) {
    return wrong(report, key, "no_host");
  }
  return isTooWide(value) ? wrong(report, key, "too_wide_host", value) : value;
};

/**
 * @param {(text: string) => unknown} parse null if it is none
 * @returns {Check}
 */
export const template = (parse) => (value, key, report) => {
  const target = typeof value === "string" ? value.replace("$@", "target") : value;
  return addressOf(target, ["https:"]) && parse(/** @type {string} */ (value))
    ? value
    : wrong(report, key, "no_template");
};

/**
 * @param {string[]} values
 * @returns {Check}
 */
export const oneOf = (values) => (value, key, report) =>
  values.includes(/** @type {string} */ (value)) ? value : wrong(report, key, "no_choice", values.join(", "));

/** @type {Check} */
export const yesOrNo = (value, key, report) =>
  typeof value === "boolean" ? value : wrong(report, key, "no_choice", "true, false");

/** @type {Check} */
export const id = (value, key, report) =>
  typeof value === "string" && value.length <= ID_LENGTH && ID.test(value) ? value : wrong(report, key, "no_id");

/** A language's tag: `en`, `pt-BR`. @type {Check} */
export const language = (value, key, report) =>
  typeof value === "string" && value.length <= 20 && LANGUAGE.test(value) ? value : wrong(report, key, "no_language");

/** Any object: somebody else looks at what is in it. @type {Check} */
export const anyObject = (value, key, report) => (isObject(value) ? value : wrong(report, key, "no_object"));

/**
 * @param {Check} check of each entry
 * @returns {Check}
 */
export const listOf = (check) => (value, key, report) => {
  if (!Array.isArray(value)) return wrong(report, key, "no_list");
  return value.map((entry, place) => check(entry, `${key}.${place}`, report)).filter((entry) => entry !== undefined);
};

/**
 * @param {Check} check of each value; its keys are ids
 * @returns {Check} gives a Map, for an id may be any word
 */
export const byId = (check) => (value, key, report) => {
  if (!isObject(value)) return wrong(report, key, "no_object");
  const entries = Object.entries(value).map(([name, inner]) => {
    const at = `${key}.${name}`;
    return [id(name, at, report), check(inner, at, report)];
  });
  return new Map(/** @type {[string, any][]} */ (entries.filter((entry) => !entry.includes(undefined))));
};

/**
 * @param {Record<string, Check>} fields none of which has to be there
 * @param {string[]} [required]
 * @returns {Check}
 */
export const record =
  (fields, required = []) =>
  (value, key, report) => {
    if (!isObject(value)) return wrong(report, key, "no_object");
    const at = (/** @type {string} */ name) => (key ? `${key}.${name}` : name);
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name)) wrong(report, at(name), "unknown_key");
    }
    for (const name of required) if (!Object.hasOwn(value, name)) wrong(report, at(name), "missing");
    const known = Object.keys(fields).filter((name) => Object.hasOwn(value, name));
    return Object.fromEntries(
      known
        .map((name) => [name, fields[name](value[name], at(name), report)])
        .filter(([, inner]) => inner !== undefined),
    );
  };

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value */
function isMail(value) {
  return typeof value === "string" && /^mailto:[^\s@<>"?]+@[^\s@<>"?]+$/.test(value) && value.length <= ADDRESS_LENGTH;
}

/**
 * @param {unknown} value
 * @param {string[]} protocols
 */
function addressOf(value, protocols) {
  if (typeof value !== "string" || value.length > ADDRESS_LENGTH || NOT_IN_ADDRESS.test(value)) return null;
  const url = URL.parse(value);
  const whole = url && protocols.includes(url.protocol) && value.startsWith(`${url.protocol}//`);
  return whole && !url.username && !url.password && /\.|^localhost$/.test(url.hostname) ? url : null;
}

/**
 * @param {Report} report
 * @param {string} key
 * @param {string} trouble
 * @param {(string | number)[]} of
 * @returns {undefined}
 */
function wrong(report, key, trouble, ...of) {
  report({ key, trouble, of });
}
