import { element } from "../shared/dom.js";
import { libraryName } from "./words.js";

/**
 * What the library adds to a notice: its advice before all else, its own words about a company, and the ways to reach it.
 * All of it is the library's, and says so.
 *
 * @typedef {import("./policy.js").Policy} Policy
 * @typedef {import("../shared/messages.js").Translate} Translate
 */

/**
 * @param {Policy} policy
 * @param {string} rule
 * @param {Translate} translate
 * @returns {HTMLElement[]}
 */
export function libraryAdvice({ settings }, rule, translate) {
  const advice = settings.advice.get(rule);
  if (!advice) return [];
  const { ask } = settings.library;
  const links = advice.instead.map(({ label, url }) => element("li", {}, outward(url, label)));
  return [
    element(
      "section",
      { class: "instead", id: "library-advice" },
      element("h2", {}, translate("managed_says", libraryName(settings, translate))),
      advice.text && element("p", { dir: "auto" }, advice.text),
      links.length > 0 && element("ul", {}, ...links),
      ask && element("p", {}, outward(ask, translate("managed_ask"), "ask-librarian")),
    ),
  ];
}

/**
 * @param {Policy} policy
 * @param {string} rule
 * @param {Translate} translate
 * @returns {HTMLElement[]}
 */
export function libraryNote({ settings }, rule, translate) {
  const note = settings.notes.get(rule);
  if (!note) return [];
  return [
    element(
      "section",
      { id: "library-note" },
      element("h2", {}, translate("managed_note", libraryName(settings, translate))),
      element("blockquote", { dir: "auto" }, note),
    ),
  ];
}

/**
 * Who has set this up, and how to reach it. Where the advice has the link to ask already it is not said twice.
 *
 * @param {Policy} policy
 * @param {boolean} asked whether the link to ask stands in the advice
 * @param {Translate} translate
 * @returns {HTMLElement[]}
 */
export function libraryContact({ state, settings }, asked, translate) {
  if (state === "waiting") {
    return [element("p", { class: "note", id: "library-waiting" }, translate("managed_waiting"))];
  }
  if (state === "none") return [];
  const { home, ask, privacy } = settings.library;
  const links = [
    ask && !asked && outward(ask, translate("managed_ask"), "ask-librarian"),
    home && outward(home, translate("managed_home"), "library-home"),
    privacy && outward(privacy, translate("managed_privacy"), "library-privacy"),
  ].filter((link) => link instanceof HTMLElement);
  return [
    element(
      "section",
      { id: "library-contact" },
      element("p", { class: "by" }, translate("managed_set_up", libraryName(settings, translate))),
      links.length > 0 && element("ul", { class: "links" }, ...links.map((link) => element("li", {}, link))),
    ),
  ];
}

/**
 * In the place of a notice that the library does not want shown. It is not said that nothing is known.
 *
 * @param {Policy} policy
 * @param {Translate} translate
 */
export function notShown(policy, translate) {
  const key = policy.settings.notices === "off" ? "managed_off" : "managed_hidden";
  return [
    element("h1", {}, translate(key, libraryName(policy.settings, translate))),
    element("p", {}, translate("managed_off_more")),
    ...libraryContact(policy, false, translate),
  ];
}

/**
 * @param {string} href
 * @param {string} text
 * @param {string} [id]
 */
function outward(href, text, id = "") {
  return element("a", { href, target: "_blank", rel: "noreferrer", dir: "auto", ...(id && { id }) }, text);
}
