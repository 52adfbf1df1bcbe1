import { gapsOf } from "../managed/gaps.js";
import { lockParts, managedPart } from "../managed/options-part.js";
import { ManagedDecisions, rememberingStorage } from "../managed/remembering.js";
import { oldNote } from "../popup/footer.js";
import { element } from "../shared/dom.js";
import { offerLanguages, reviewNote } from "../shared/language-switch.js";
import { levelOf, levelText } from "../shared/level.js";
import { LibraryStore } from "../shared/library.js";
import { PackageFiles } from "../shared/package-files.js";
import { loadSurface, place, policyOf } from "../shared/surface.js";
import { libraryForm } from "./library-form.js";
import { librarySettings } from "./library-settings.js";
import { listPart } from "./list-part.js";
import { loudPart } from "./loud-part.js";
import { noticeTable } from "./notice-table.js";

/** The settings' entry: draws each part anew after each change, and whenever the browser's own settings change. */

/** @type {any} */
const browser = /** @type {any} */ (globalThis).browser;
const now = () => Date.now();
const files = new PackageFiles(browser);
const library = new LibraryStore(browser.storage.local);
const policy = policyOf(browser);
const decisions = new ManagedDecisions({ storage: rememberingStorage(policy, browser.storage), now, policy });

/**
 * @typedef {"library"|"loud"|"list"} Part
 * @typedef {object} Tools what a part needs beside what it shows
 * @property {any} browser
 * @property {LibraryStore} library
 * @property {import("../background/decisions.js").DecisionStore} decisions
 * @property {() => number} now
 * @property {(part: Part, status: string) => Promise<void>} done draws anew and says what was done
 * @property {(part: Part, change: Promise<unknown>, status: string) => Promise<void>} keep the same when a change is
 *   kept; if it could not be, that is said
 * @property {(part: Part, status: string) => void} say
 */

/** @type {Tools} */
const tools = { browser, library, decisions, now, done, keep, say };

async function draw() {
  const surface = await loadSurface(browser, files, now);
  const { translate } = surface;
  const level = await levelOf(browser, surface, surface.library);
  document.title = `${translate("options_title")} · Libraries OptOut`;
  place("title").textContent = translate("options_title");
  offerLanguages(surface, (status) => (status ? done("list", status) : draw()));
  place("intro").replaceChildren(
    element("p", {}, translate("options_intro")),
    ...reviewNote(surface),
    ...(surface.development ? [element("p", { class: "note" }, translate("development"))] : []),
    ...oldNote(surface, now()),
    element("p", { class: "level", id: "level" }, levelText(level, translate)),
    ...managedPart(surface),
    ...gapsOf(browser, surface, level, (allowed) => done("loud", translate(allowed ? "saved" : "refused"))),
  );
  fill(
    "library",
    surface.library ? librarySettings(surface.library, level, surface, tools) : libraryForm(surface, tools),
  );
  fill("loud", await loudPart(level, surface, tools));
  fill("list", listPart(surface, tools));
  lockParts(surface);
  place("notices").replaceChildren(...noticeTable(surface));
}

/**
 * @param {Part} part
 * @param {HTMLElement[]} nodes
 */
function fill(part, nodes) {
  const held = document.activeElement?.id;
  place(part)
    .querySelector(".part")
    ?.replaceChildren(...nodes);
  // What had the focus was drawn anew: a keyboard must not be thrown back to the top.
  if (held && document.activeElement === document.body) document.getElementById(held)?.focus();
}

/**
 * @param {Part} part
 * @param {string} status
 */
async function done(part, status) {
  await draw();
  say(part, status);
  if (document.activeElement === document.body) place(part).focus();
}

/**
 * @param {Part} part
 * @param {Promise<unknown>} change
 * @param {string} status
 */
async function keep(part, change, status) {
  const kept = await change.then(
    () => true,
    () => false,
  );
  const { translate } = await loadSurface(browser, files, now);
  await done(part, kept ? status : translate("not_kept"));
}

/**
 * @param {Part} part
 * @param {string} status
 */
function say(part, status) {
  const line = /** @type {HTMLElement} */ (place(part).querySelector("[role=status]"));
  line.textContent = status;
  line.className = status ? "note" : "";
}

policy.onChange(draw);
browser.permissions.onAdded.addListener(draw);
browser.permissions.onRemoved.addListener(draw);
await draw();
