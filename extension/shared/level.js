import { effectsOf } from "../rule-list/effects.js";
import { claimsOf } from "../rule-list/standing.js";
import { isGranted, originsOf } from "./grants.js";
import { addressesOf } from "./library.js";

/**
 * How much the patron has switched on: the icon alone, warnings by themselves, marks on her library's pages.
 *
 * @typedef {import("../rule-list/parse.js").Rule} Rule
 * @typedef {import("./library.js").Library} Library
 * @typedef {object} Level
 * @property {Rule[]} granted rules that warn by themselves
 * @property {Rule[]} others rules that would warn, but are not allowed to see their pages
 * @property {Library | null} library
 * @property {import("./library.js").Address[]} addresses of the library
 * @property {"on"|"partly"|"off"|"none"} marks
 */

/**
 * @param {any} browser
 * @param {{list: import("../rule-list/parse.js").RuleList, mutes: Map<string, string>, day: string}} known
 * @param {Library | null} library
 * @returns {Promise<Level>}
 */
export async function levelOf(browser, { list, mutes, day }, library) {
  const warning = [...list.rules.values()].filter(
    (rule) =>
      originsOf(rule.hosts ?? []).length > 0 && effectsOf(claimsOf(rule, list.terms, day, mutes.has(rule.id))[0]).badge,
  );
  const allowed = await Promise.all(warning.map(({ hosts = [] }) => isGranted(browser, hosts)));
  const addresses = library ? await addressesOf(browser, library) : [];
  return {
    granted: warning.filter((_, place) => allowed[place]),
    others: warning.filter((_, place) => !allowed[place]),
    library,
    addresses,
    marks: marksState(library, addresses),
  };
}

/**
 * @param {Library | null} library
 * @param {import("./library.js").Address[]} addresses
 * @returns {Level["marks"]}
 */
function marksState(library, addresses) {
  if (!library) return "none";
  const pages = addresses.filter(({ kind }) => kind === "page");
  if (pages.length === 0) return "none"; // a library's policy may name its log-in alone
  if (library.marks === "off" || !pages.some(({ granted }) => granted)) return "off";
  return addresses.every(({ granted }) => granted) ? "on" : "partly";
}

/**
 * In the patron's words, one sentence a part.
 *
 * @param {Level} level
 * @param {import("./messages.js").Translate} translate
 */
export function levelText({ granted, others, library, marks }, translate) {
  const warns =
    granted.length > 0
      ? translate("level_some", granted.length, granted.length + others.length)
      : translate("level_icon");
  if (!library) return warns;
  const pages = {
    on: ["level_library"],
    partly: ["level_library", "level_library_partly"],
    off: ["level_library_off"],
  };
  const keys = marks === "none" ? [] : pages[marks];
  return [warns, ...keys.map((key) => translate(key, library.name))].join(" ");
}
