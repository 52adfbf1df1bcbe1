import { hostOf, pageTrouble } from "../rule-list/library-choice.js";
import { element } from "../shared/dom.js";
import { originsOfLibrary, pageOrigin } from "../shared/library.js";
import { field, lookChoice, showTrouble } from "./fields.js";

/**
 * The library that was chosen: what the browser allows today, how links are marked, and the way out.
 *
 * @typedef {import("../shared/surface.js").Surface} Surface
 * @typedef {import("../shared/library.js").Library} Library
 * @typedef {import("../shared/level.js").Level} Level
 * @typedef {import("./options.js").Tools} Tools
 */

/**
 * @param {Library} library
 * @param {Level} level
 * @param {Surface} surface
 * @param {Tools} tools
 * @returns {HTMLElement[]}
 */
export function librarySettings(library, level, surface, tools) {
  const { translate } = surface;
  const save = (/** @type {Library["marks"]} */ marks) =>
    tools.keep("library", tools.library.save({ ...library, marks }), translate("saved"));
  return [
    element("h2", {}, library.name),
    element(
      "p",
      { class: level.marks === "on" ? "" : "note", id: "library-state" },
      translate(stateKey(library, level)),
    ),
    addressTable(library, level, surface),
    ...askAgain(library, level, surface, tools),
    lookChoice(library.marks, ["words", "icon", "off"], translate, (marks) => void save(marks)).node,
    addPage(library, surface, tools),
    element(
      "button",
      { onclick: () => void remove(library, surface, tools), id: "remove-library" },
      translate("remove_library"),
    ),
  ];
}

/**
 * @param {Library} library
 * @param {Level} level
 */
function stateKey({ marks: chosen }, { marks, addresses }) {
  if (chosen === "off") return "library_marks_off";
  if (marks === "on") return "library_on";
  return addresses.some(({ granted }) => granted) ? "library_partly" : "library_off";
}

/**
 * @param {Library} library
 * @param {Level} level
 * @param {Surface} surface
 */
function addressTable({ logins }, { addresses }, { list, translate }) {
  const rows = addresses.map(({ host, kind, granted }) => {
    // A newer list may know the host as a company's.
    const refusal = kind === "page" ? pageTrouble(host, list, logins) : null;
    const state = refusal
      ? translate(`trouble_${refusal.trouble}`, refusal.of)
      : translate(granted ? "address_on" : "address_off");
    return element(
      "li",
      { class: granted && !refusal ? "on" : "off" },
      element("span", { class: "host" }, host),
      element("span", { class: "by" }, `${translate(`address_${kind}`)} · ${state}`),
    );
  });
  return element("ul", { class: "addresses" }, ...rows);
}

/**
 * @param {Library} library
 * @param {Level} level
 * @param {Surface} surface
 * @param {Tools} tools
 */
function askAgain(library, { addresses }, { translate }, { browser, done }) {
  if (addresses.every(({ granted }) => granted)) return [];
  const ask = async () => {
    const granted = await browser.permissions.request({ origins: originsOfLibrary(library) });
    await done("library", translate(granted ? "library_saved" : "library_refused"));
  };
  return [element("button", { class: "main", onclick: () => void ask(), id: "ask-again" }, translate("ask_again"))];
}

/**
 * @param {Library} library
 * @param {Surface} surface
 * @param {Tools} tools
 */
function addPage(library, { list, translate }, tools) {
  const page = field("add-page", translate("another_page"), translate("another_page_hint"), {
    type: "text",
    inputmode: "url",
  });
  const add = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const host = hostOf(page.input.value);
    if (showTrouble(page, pageTrouble(host, list, library.logins), translate) || !host) return;
    if (!(await tools.browser.permissions.request({ origins: [pageOrigin(host)] }))) {
      return tools.say("library", translate("library_refused"));
    }
    const saved = tools.library.save({ ...library, pages: [...new Set([...library.pages, host])] });
    await tools.keep("library", saved, translate("library_saved"));
  };
  return element(
    "form",
    { class: "row", novalidate: true, onsubmit: (event) => void add(event) },
    page.node,
    element("button", { id: "add-address" }, translate("add_address")),
  );
}

/**
 * @param {Library} library
 * @param {Surface} surface
 * @param {Tools} tools
 */
async function remove(library, { translate }, { browser, library: store, done }) {
  await store.remove();
  await browser.permissions.remove({ origins: originsOfLibrary(library) });
  await done("library", translate("library_removed"));
}
