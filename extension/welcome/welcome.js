import { element } from "../shared/dom.js";
import { originsOf } from "../shared/grants.js";
import { offerLanguages, reviewNote } from "../shared/language-switch.js";
import { levelOf } from "../shared/level.js";
import { PackageFiles } from "../shared/package-files.js";
import { loadSurface, place } from "../shared/surface.js";

/** The page that stands in a tab behind after the first installation: nothing on it has to be done. */

/** @type {any} */
const browser = /** @type {any} */ (globalThis).browser;
const now = () => Date.now();
const files = new PackageFiles(browser);

async function draw() {
  const surface = await loadSurface(browser, files, now);
  const { translate } = surface;
  const level = await levelOf(browser, surface, surface.library);
  document.title = `${translate("welcome_title")} · Libraries OptOut`;
  place("title").textContent = translate("welcome_title");
  place("lead").textContent = translate("welcome_lead");
  offerLanguages(surface, draw);
  place("parts").replaceChildren(
    ...reviewNote(surface),
    part(translate("welcome_now"), [
      element("p", {}, translate("welcome_now_text")),
      element("p", { class: "by" }, translate("welcome_pin")),
    ]),
    ...(level.others.length > 0 ? [loudPart(level, translate)] : []),
    part(translate("welcome_library"), [
      element("p", {}, translate("welcome_library_text")),
      ownLink("../options/options.html#library", translate("welcome_choose"), "choose-library"),
    ]),
    part(translate("welcome_never"), [
      element("p", {}, translate("welcome_never_text")),
      ownLink("../options/options.html#notices", translate("notice_heading"), "who-notices"),
    ]),
    element("button", { onclick: () => void close(), id: "close-welcome" }, translate("welcome_close")),
  );
}

/**
 * @param {string} heading
 * @param {HTMLElement[]} nodes
 */
function part(heading, nodes) {
  return element("section", {}, element("h2", {}, heading), ...nodes);
}

/**
 * @param {import("../shared/level.js").Level} level
 * @param {import("../shared/messages.js").Translate} translate
 */
function loudPart({ granted, others }, translate) {
  const ask = async () => {
    const origins = others.flatMap(({ hosts = [] }) => originsOf(hosts));
    const allowed = await browser.permissions.request({ origins });
    await draw();
    place("status").className = "note";
    place("status").textContent = translate(allowed ? "welcome_thanks" : "refused");
  };
  return part(translate("welcome_loud"), [
    element("p", {}, translate("welcome_loud_text")),
    element("p", { class: "by" }, translate("ask_rest_reason")),
    element(
      "button",
      { onclick: () => void ask(), id: "ask-rest" },
      translate("ask_rest", granted.length + others.length),
    ),
  ]);
}

/**
 * @param {string} href
 * @param {string} text
 * @param {string} id
 */
function ownLink(href, text, id) {
  return element("p", {}, element("a", { href, id }, text));
}

async function close() {
  const { id } = await browser.tabs.getCurrent();
  await browser.tabs.remove(id);
}

await draw();
