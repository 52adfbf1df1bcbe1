import { PSEUDO } from "./pseudo.js";

/**
 * The languages that the extension speaks. A language is one file, `_locales/<tag>/messages.json`, and its line here:
 * see `docs/translating.md`.
 *
 * @typedef {object} Language
 * @property {string} tag BCP 47
 * @property {boolean} reviewed whether a native speaker has read it; until then the English sentence stands beside each
 *   statement about a company
 */

/** @type {Language[]} */
export const LANGUAGES = [
  { tag: "en", reviewed: true },
  { tag: "es", reviewed: false },
];

const RIGHT_TO_LEFT = ["ar", "fa", "he", "ur"];

/** @param {unknown} tag @returns {tag is string} */
export function isKnown(tag) {
  return typeof tag === "string" && (LANGUAGES.some((one) => one.tag === tag) || PSEUDO.has(tag));
}

/**
 * The best language that we have for what the browser asks.
 * @param {readonly string[]} wanted such as `navigator.languages`
 */
export function chooseLanguage(wanted) {
  const bases = wanted.map((tag) => tag.split("-")[0]);
  return bases.find((base) => LANGUAGES.some(({ tag }) => tag === base)) ?? "en";
}

/** @param {string} tag */
export function isReviewed(tag) {
  return LANGUAGES.some((one) => one.tag === tag && one.reviewed);
}

/** @param {string} tag */
export function directionOf(tag) {
  return RIGHT_TO_LEFT.includes(tag.split("-")[0]) ? "rtl" : "ltr";
}

/** Its name in itself: who looks for her language cannot read another. @param {string} tag */
export function nameOf(tag) {
  const name = new Intl.DisplayNames(tag, { type: "language" }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}
