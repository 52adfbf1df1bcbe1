import { element } from "../shared/dom.js";
import { originsOf } from "../shared/grants.js";
import { isManaged } from "./policy.js";

/**
 * Where the managed edition should warn by itself and cannot: Firefox forgets the hosts that an update has added if it
 * loses its power before it has quit once; a newer list may name hosts before a newer package does; and somebody may
 * have taken a host away. It is said, never passed over; a click on the icon works there as everywhere.
 *
 * @typedef {import("../shared/surface.js").Surface} Surface
 * @typedef {import("../shared/level.js").Level} Level
 */

/**
 * @param {any} browser
 * @param {Surface} surface
 * @param {Level} level
 * @param {(allowed: boolean) => Promise<void>} done after the browser's answer
 * @returns {HTMLElement[]}
 */
export function gapsOf(browser, { translate }, { others }, done) {
  if (!isManaged(browser) || others.length === 0) return [];
  const names = others.map(({ name }) => name).join(", ");
  const ask = () =>
    browser.permissions
      .request({ origins: others.flatMap(({ hosts = [] }) => originsOf(hosts)) })
      .then((/** @type {boolean} */ allowed) => done(allowed));
  return [
    element(
      "div",
      { class: "note", id: "not-active" },
      element("p", {}, translate("managed_not_active", names)),
      element("button", { id: "make-active", onclick: () => void ask() }, translate("managed_make_active")),
    ),
  ];
}
