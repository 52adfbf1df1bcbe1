import { libraryOf } from "../managed/library.js";
import { languagesUnder } from "../managed/language.js";
import { isManaged, PolicyReader } from "../managed/policy.js";
import { rememberingStorage } from "../managed/remembering.js";
import { packagedList } from "../background/bundled-list.js";
import { ListStore } from "../background/list-store.js";
import { scheduleFrom, UNSCHEDULED } from "../background/update-schedule.js";
import { parseList, parseMutes } from "../rule-list/parse.js";
import { Words } from "../rule-list/words.js";
import { today } from "./dates.js";
import { LibraryStore } from "./library.js";
import { directionOf, isReviewed } from "./languages.js";
import { loadMessages } from "./messages.js";

/**
 * What every page of the extension shows from: the list in use, the language, the patron's library.
 *
 * @typedef {object} Surface
 * @property {import("../rule-list/parse.js").RuleList} list
 * @property {Map<string, string>} mutes
 * @property {string} day today, never before the list's own date
 * @property {string} sha256 of the list
 * @property {string} mutesSha256 of the list of suspended warnings
 * @property {boolean} development whether it is signed with test keys
 * @property {import("../background/update-schedule.js").Schedule} schedule
 * @property {import("./package-files.js").Edition} edition
 * @property {import("../managed/policy.js").Policy} policy
 * @property {import("./library.js").Library | null} library in use: the policy's, or the patron's own
 * @property {string} language
 * @property {import("./language-store.js").LanguageStore} languages
 * @property {Words} words
 * @property {import("./messages.js").Translate} translate
 */

/**
 * Also gives the document its language and direction.
 *
 * @param {any} browser
 * @param {import("./package-files.js").PackageFiles} files
 * @param {() => number} now
 * @param {{privately?: boolean}} [where] privately: what is chosen is forgotten with the private window
 * @returns {Promise<Surface>}
 */
export async function loadSurface(browser, files, now, { privately = false } = {}) {
  const { local, session } = browser.storage;
  const reader = policyOf(browser);
  const languages = languagesUnder(reader, privately ? session : rememberingStorage(reader, { local, session }));
  const language = await languages.read();
  const speak = (/** @type {string} */ tag) => loadMessages(tag, (path) => files.json(path));
  const [translate, english, stored, edition, { schedule }, own, policy] = await Promise.all([
    speak(language),
    isReviewed(language) ? null : speak("en"),
    new ListStore({ storage: local, now, packaged: () => packagedList((path) => files.bytes(path)) }).current(),
    files.edition(),
    // Some private and kiosk profiles forbid storage: then there is no schedule.
    local.get({ schedule: UNSCHEDULED }).catch(() => ({ schedule: UNSCHEDULED })),
    new LibraryStore(local).read(),
    reader.read(),
  ]);
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  const list = parseList(stored.list);
  return {
    list,
    mutes: parseMutes(stored.mutes),
    day: today(now(), list.header.date),
    sha256: stored.sha256,
    mutesSha256: stored.mutesSha256,
    development: stored.development,
    schedule: scheduleFrom(schedule),
    edition: { ...edition, updates: policy.settings.updates.address ?? edition.updates },
    policy,
    library: libraryOf(policy, own),
    language,
    languages,
    words: new Words(list, translate, language, english && new Words(list, english, "en")),
    translate,
  };
}

/** One for the page. @type {PolicyReader | undefined} */
let reader;

/** @param {any} browser */
export function policyOf(browser) {
  return (reader ??= new PolicyReader({ storage: browser.storage, managed: isManaged(browser) }));
}

/** @param {string} id @returns {HTMLElement} */
export const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
