/**
 * Which resource a link means by its name alone, where its target does not say it: exact names and aliases of the list,
 * written alike, never a part of another name.
 *
 * @typedef {import("./parse.js").Rule} Rule
 */

/** Longer texts are no names. */
export const MAX_NAME = 120;

/** What pages add for those who cannot see that a window opens; it is no part of a name. */
const WINDOW_NOTE = /[\s,;:([–—-]*(this |the )?(link )?opens? (up )?in (a )?(new )?(browser )?(window|tab)[\s.)\]]*$/u;
const TRADE_MARKS = /[®™℠©]/gu;

/**
 * A name as it is compared: width, case, white space, trade marks and a window's note do not count.
 *
 * @param {string} text
 */
export function normalisedName(text) {
  return text
    .replace(TRADE_MARKS, " ") // before NFKC, which makes letters of them
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[’‘]/gu, "'")
    .replace(/\s+/gu, " ")
    .replace(WINDOW_NOTE, "")
    .trim();
}

/**
 * @param {Iterable<Rule>} rules
 * @returns {(text: string) => string | null} from a link's name to a rule's id; null where two resources share the name
 */
export function nameFinder(rules) {
  /** @type {Map<string, string | null>} */
  const byName = new Map();
  for (const { id, name, names = [] } of rules) {
    for (const key of new Set([name, ...names].map(normalisedName))) byName.set(key, byName.has(key) ? null : id);
  }
  return (text) => (text.length > MAX_NAME ? null : (byName.get(normalisedName(text)) ?? null));
}
