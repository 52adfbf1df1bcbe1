import { element } from "../shared/dom.js";
import { libraryContact } from "./notice-parts.js";
import { libraryName } from "./words.js";

/**
 * What the library has set up, on the settings' page: what is wrong with its settings, and what a patron cannot change.
 *
 * @typedef {import("../shared/surface.js").Surface} Surface
 */

/**
 * @param {Surface} surface
 * @returns {HTMLElement[]} nothing where no library has set this up
 */
export function managedPart({ policy, list, translate }) {
  const { state, settings } = policy;
  if (state === "none") return [];
  if (state === "waiting") return libraryContact(policy, false, translate);
  const problems = [...policy.problems, ...unknownRules(settings, list)];
  return [
    element("h2", {}, translate("managed_heading", libraryName(settings, translate))),
    ...(settings.notices === "off"
      ? [element("p", { class: "note", id: "notices-off" }, translate("managed_off", libraryName(settings, translate)))]
      : []),
    element("p", {}, translate(`managed_remember_${settings.remember}`)),
    ...problemList(problems, translate),
    ...libraryContact(policy, false, translate),
  ];
}

/**
 * @param {import("./checks.js").Problem[]} problems
 * @param {import("../shared/messages.js").Translate} translate
 */
function problemList(problems, translate) {
  if (problems.length === 0) return [];
  const items = problems.map(({ key, trouble, of }) =>
    element("li", {}, element("code", {}, key), `: ${translate(`setting_${trouble}`, ...of)}`),
  );
  return [
    element(
      "section",
      { class: "note", id: "setting-problems" },
      element("h3", {}, translate("managed_problems")),
      element("ul", {}, ...items),
    ),
  ];
}

/**
 * A newer list may know what this one does not: it is only said.
 *
 * @param {import("./settings.js").Settings} settings
 * @param {import("../rule-list/parse.js").RuleList} list
 */
function unknownRules({ advice, notes, hidden }, { rules }) {
  const named = [
    ...[...advice.keys()].map((id) => ({ id, key: `advice.${id}` })),
    ...[...notes.keys()].map((id) => ({ id, key: `notes.${id}` })),
    ...hidden.map((id) => ({ id, key: `hidden.${id}` })),
  ];
  return named
    .filter(({ id }) => !rules.has(id))
    .map(({ key }) => ({ key, trouble: "unknown_rule", of: /** @type {string[]} */ ([]) }));
}

/** What a locked key takes away from the patron, by the part of the page. */
const LOCKS = [
  {
    key: "library",
    part: "#library .part",
    controls: "#library-address, #go-on, #remove-library, #add-page, #add-address, [name=look]",
  },
  { key: "loudness", part: "#loud .part", controls: "[name=loudness]" },
];

/**
 * Show what a patron cannot change as what it is: there, and not hers to change.
 *
 * @param {Surface} surface
 */
export function lockParts({ policy: { settings }, translate }) {
  for (const { key, part, controls } of LOCKS) {
    const held = settings.locked.includes(key) ? document.querySelectorAll(`${part} :is(${controls})`) : [];
    for (const control of held) control.setAttribute("disabled", "");
    const note = element("p", { class: "by locked" }, translate("managed_locked", libraryName(settings, translate)));
    if (held.length > 0) document.querySelector(part)?.append(note);
  }
}
