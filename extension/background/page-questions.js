import { MAX_NAME } from "../rule-list/names.js";

/**
 * What a library's page may ask. A page that took over its own process could send anything: whatever does not fit is
 * no question.
 *
 * @typedef {[target: string, name: string]} Link
 * @typedef {[index: number, rule: string, how: import("../rule-list/card.js").How]} MarkedLink
 *
 * @typedef {object} Settings how marks look and what their buttons say
 * @property {"words"|"icon"} look
 * @property {string} css
 * @property {string} language
 * @property {string} direction
 * @property {string} details
 * @property {string} close
 * @property {string} showAll empty: not offered
 * @property {typeof import("../shared/shapes.js").SHAPES} shapes
 *
 * @typedef {object} Answer to {@link Question}
 * @property {boolean} on false: no marks on this page, now or later
 * @property {Settings} [settings] with the first answer
 * @property {Record<string, import("../rule-list/card.js").Card>} [cards] by rule
 * @property {MarkedLink[]} [marked]
 *
 * @typedef {{kind: "marks for", links: Link[], first: boolean}
 *   | {kind: "still on"}
 *   | {kind: "show all", rule: string}} Question
 */

const MAX_LINKS = 2000;
const MAX_TARGET = 8192;
const MAX_ID = 100;

/**
 * @param {unknown} message
 * @returns {Question | null}
 */
export function questionOf(message) {
  if (typeof message !== "object" || message === null) return null;
  const { kind, links, first, rule } = /** @type {Record<string, unknown>} */ (message);
  if (kind === "still on") return { kind };
  if (kind === "show all" && isText(rule, MAX_ID)) return { kind, rule };
  if (kind === "marks for" && Array.isArray(links) && links.length <= MAX_LINKS && links.every(isLink)) {
    return { kind, links, first: first === true };
  }
  return null;
}

/**
 * @param {unknown} link
 * @returns {link is Link}
 */
function isLink(link) {
  return Array.isArray(link) && link.length === 2 && isText(link[0], MAX_TARGET) && isText(link[1], MAX_NAME);
}

/**
 * @param {unknown} value
 * @param {number} length at most
 * @returns {value is string}
 */
function isText(value, length) {
  return typeof value === "string" && value.length <= length;
}
