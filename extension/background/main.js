/**
 * The background's entry: makes the parts, and registers every listener at once, for the browser wakes this script for
 * an event and forgets listeners that come later.
 */
import { Anchor } from "../managed/anchor.js";
import { languagesUnder } from "../managed/language.js";
import { LibraryInUse } from "../managed/library.js";
import { takeNewerVersions } from "../managed/newer-version.js";
import { isManaged, PolicyReader } from "../managed/policy.js";
import { forgetWhenIdle, ManagedDecisions, rememberingStorage } from "../managed/remembering.js";
import { ShownLists } from "../managed/shown.js";
import { notBefore } from "../shared/dates.js";
import { LibraryStore } from "../shared/library.js";
import { isReviewed } from "../shared/languages.js";
import { loadMessages } from "../shared/messages.js";
import { PackageFiles } from "../shared/package-files.js";
import { download } from "../updates/download.js";
import { UpdateError } from "../updates/errors.js";
import { installBundledList, packagedList, restoreMetadata } from "./bundled-list.js";
import { showElsewhere } from "./icon.js";
import { frameDownload } from "./frame-download.js";
import { QUIET } from "./decisions.js";
import { Journeys } from "./journeys.js";
import { LibraryPages } from "./library-pages.js";
import { lightUp } from "./light-up.js";
import { ListStore } from "./list-store.js";
import { ListUpdates } from "./list-updates.js";
import { metadataStore } from "./metadata-store.js";
import { PageMarks } from "./page-marks.js";
import { restingLook } from "./resting.js";
import { firstCheck, isDue } from "./update-schedule.js";
import { Watcher } from "./watcher.js";

/** @type {any} */
const browser = /** @type {any} */ (globalThis).browser;
const { local, session } = browser.storage;
const now = () => Date.now();

const files = new PackageFiles(browser);
const load = (/** @type {string} */ path) => files.bytes(path);
const lists = new ListStore({ storage: local, now, packaged: () => packagedList(load) });
const metadata = metadataStore(local);
const policy = new PolicyReader({ storage: browser.storage, managed: isManaged(browser) });
const shown = new ShownLists({ lists, policy });
const anchor = new Anchor({
  policy,
  metadata,
  restore: () => restoreMetadata({ metadata, load }),
  version: browser.runtime.getManifest().version,
});
// Firefox has a document here, Chromium's service worker has none: see frame-download.js for why that matters.
const fetchBytes = typeof document === "undefined" ? download : frameDownload(document);
const updates = new ListUpdates({
  storage: local,
  lists,
  metadata,
  restore: () => anchor.renew(),
  download: fromUpdateAddress,
  now,
});
const library = new LibraryInUse({ own: new LibraryStore(local), policy });
const remembering = rememberingStorage(policy, { local, session });
const journeys = new Journeys({ storage: session, now });
const watcher = new Watcher({
  browser,
  lists: shown,
  library,
  decisions: (privately, date) =>
    new ManagedDecisions({ storage: privately ? session : remembering, now: notBefore(now, date), policy }),
  journeys,
  translate: async () => (await speak()).translate,
  resting,
});
const pages = new LibraryPages({ browser, lists, library });
const pageMarks = new PageMarks({ browser, lists: shown, library, pages, files, policy, speak, now });

const CHECK = "look for a newer list";
/** @type {Promise<unknown>} */
let applying = Promise.resolve();

policy.onChange(onPolicy);
forgetWhenIdle(browser, policy);
const takeNewerVersion = takeNewerVersions(browser);
browser.runtime.onInstalled.addListener(onInstalled);
browser.runtime.onStartup.addListener(start);
browser.tabs.onUpdated.addListener((/** @type {any[]} */ ...event) =>
  watcher.onUpdated(.../** @type {[any, any, any]} */ (event)),
);
browser.tabs.onRemoved.addListener((/** @type {number} */ tabId) => journeys.end(tabId));
browser.permissions.onAdded.addListener(() => Promise.all([reconsiderOpenTab(), pages.reconcile()]));
browser.permissions.onRemoved.addListener(() => pages.reconcile());
local.onChanged.addListener(
  (/** @type {object} */ changes) => ("library" in changes || "language" in changes) && applyIndex(),
);
browser.storage.onChanged.addListener(
  (/** @type {object} */ changes) => Object.keys(changes).some((key) => key.startsWith(QUIET)) && reconsiderOpenTab(),
);
browser.alarms.onAlarm.addListener(async (/** @type {{name: string}} */ { name }) => {
  if (name !== CHECK) return;
  // What a stop at a bad moment has left undone, and a new day's icons.
  await applyIndex({ quietly: true });
  if (isDue(await updates.schedule(), now())) await checkForUpdates();
  await takeNewerVersion();
});
browser.runtime.onMessage.addListener(
  (
    /** @type {unknown} */ message,
    /** @type {{id?: string, url?: string, tab?: {id: number}}} */ sender,
    /** @type {(answer: unknown) => void} */ respond,
  ) => {
    const own = sender.url?.startsWith(browser.runtime.getURL(""));
    const answer = own && message === "check now" ? checkForUpdates() : pageMarks.answer(message, sender);
    answer.then(respond);
    return true; // the answer comes later
  },
);

/** @param {{reason: string}} details */
async function onInstalled({ reason }) {
  await start();
  // The scripts in open pages belong to the version before, which is gone.
  await pages.reconcile({ anew: true });
  if (reason === "install" && !isManaged(browser)) {
    await browser.tabs.create({ url: browser.runtime.getURL("welcome/welcome.html"), active: false });
  }
}

/** Idempotent: runs at every installation, update and start of the browser. */
async function start() {
  // Where nothing can be stored (some private and kiosk profiles) the list in the package is used as it is.
  const isNew = await installBundledList({ lists, metadata, load }).catch(() => false);
  await applyIndex();
  await planChecks();
  // Not a whole period after the start: who opens the browser for minutes at a time would never get a newer list.
  await browser.alarms.create(CHECK, { delayInMinutes: 5, periodInMinutes: 15 });
  if (isNew) await reconsiderOpenTab();
}

async function planChecks() {
  const { nextCheck } = await updates.schedule();
  if (nextCheck !== undefined || !(await updateAddress())) return;
  await local.set({ schedule: firstCheck(now(), Math.random) }).catch(() => undefined);
}

async function checkForUpdates() {
  if (!(await updateAddress())) return false;
  await anchor.settle();
  const changed = await updates.check();
  await applyIndex(); // the list may have become too old, or young again
  if (changed) await reconsiderOpenTab();
  return changed;
}

/**
 * Calls wait for each other: two at once would light up twice.
 *
 * @param {{quietly?: boolean}} [options] see `LibraryPages.reconcile`
 */
function applyIndex(options) {
  return (applying = applying.catch(() => undefined).then(() => applyNow(options)));
}

/** @param {{quietly?: boolean}} [options] */
async function applyNow(options) {
  const [index, look] = await Promise.all([shown.index(), resting()]);
  if (browser.declarativeContent) await lightUp(browser, index, look.picture, (path) => files.image(path));
  await Promise.all([pages.reconcile(options), showElsewhere(browser, look)]);
}

/** What the icon shows where there is nothing to say. */
async function resting() {
  const [{ language, translate }, { date }, schedule, known] = await Promise.all([
    speak(),
    lists.index(),
    updates.schedule(),
    policy.read(),
  ]);
  return restingLook({ policy: known, date, schedule, now: now() }, translate, language);
}

/** The library's settings have come, or are others now. */
async function onPolicy() {
  await start();
  await reconsiderOpenTab();
}

/** @returns {Promise<string | null>} */
async function updateAddress() {
  return (await policy.read()).settings.updates.address ?? (await files.edition()).updates;
}

/** A grant was given, or a list has come, while its page is open: look at that page now, for no event will come. */
async function reconsiderOpenTab() {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  if (!tab?.url) return;
  await watcher.onUpdated(tab.id, { url: tab.url }, tab, { open: false }).catch(() => undefined); // it may be closed by now
}

async function speak() {
  const language = await languagesUnder(policy, remembering).read();
  const load = (/** @type {string} */ tag) => loadMessages(tag, (path) => files.json(path));
  const english = isReviewed(language) ? null : await load("en");
  return { language, english, translate: await load(language) };
}

/**
 * @param {string} name
 * @param {number} maxLength
 */
async function fromUpdateAddress(name, maxLength) {
  const base = await updateAddress();
  if (!base) throw new UpdateError("unreachable", "this copy has no update address");
  return fetchBytes(base + name, maxLength);
}
