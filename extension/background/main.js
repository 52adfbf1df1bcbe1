/**
 * The background's entry: makes the parts, and registers every listener at once, for the browser wakes this script for
 * an event and forgets listeners that come later.
 */
import { chooseLanguage, loadMessages } from "../shared/messages.js";
import { PackageFiles } from "../shared/package-files.js";
import { download } from "../updates/download.js";
import { UpdateError } from "../updates/errors.js";
import { installBundledList, packagedList, restoreMetadata } from "./bundled-list.js";
import { DecisionStore } from "./decisions.js";
import { frameDownload } from "./frame-download.js";
import { lightUp } from "./light-up.js";
import { ListStore } from "./list-store.js";
import { ListUpdates } from "./list-updates.js";
import { metadataStore } from "./metadata-store.js";
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
// Firefox has a document here, Chromium's service worker has none: see frame-download.js for why that matters.
const fetchBytes = typeof document === "undefined" ? download : frameDownload(document);
const updates = new ListUpdates({
  storage: local,
  lists,
  metadata,
  restore: () => restoreMetadata({ metadata, load }),
  download: fromUpdateAddress,
  now,
});
const watcher = new Watcher({
  browser,
  lists,
  decisions: (privately) => new DecisionStore({ storage: privately ? session : local, now }),
  translate: () => loadMessages(chooseLanguage(navigator.languages), (path) => files.json(path)),
  now,
});

const CHECK = "look for a newer list";

browser.runtime.onInstalled.addListener(start);
browser.runtime.onStartup.addListener(start);
browser.tabs.onUpdated.addListener((/** @type {any[]} */ ...event) =>
  watcher.onUpdated(.../** @type {[any, any, any]} */ (event)),
);
browser.permissions.onAdded.addListener(reconsiderOpenTab);
browser.alarms.onAlarm.addListener(async (/** @type {{name: string}} */ { name }) => {
  if (name === CHECK && isDue(await updates.schedule(), now())) await checkForUpdates();
});
browser.runtime.onMessage.addListener(
  (
    /** @type {unknown} */ message,
    /** @type {unknown} */ _sender,
    /** @type {(answer: unknown) => void} */ respond,
  ) => {
    if (message !== "check now") return false;
    checkForUpdates().then(respond);
    return true; // the answer comes later
  },
);

/** Idempotent: runs at every installation, update and start of the browser. */
async function start() {
  // Where nothing can be stored (some private and kiosk profiles) the list in the package is used as it is.
  await installBundledList({ lists, metadata, load }).catch(() => undefined);
  await applyIndex();
  if (!(await files.edition()).updates) return;
  const schedule = await updates.schedule();
  if (schedule.nextCheck === undefined) {
    await local.set({ schedule: firstCheck(now(), Math.random) }).catch(() => undefined);
  }
  await browser.alarms.create(CHECK, { periodInMinutes: 15 });
}

async function checkForUpdates() {
  if (!(await files.edition()).updates) return false;
  const changed = await updates.check();
  if (changed) await applyIndex();
  return changed;
}

async function applyIndex() {
  const index = await lists.index();
  if (index && browser.declarativeContent) await lightUp(browser, index, (path) => files.image(path));
}

/** A grant was given while its page is open: look at that page now, for no event will come. */
async function reconsiderOpenTab() {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  if (tab?.url) await watcher.onUpdated(tab.id, { url: tab.url }, tab, { open: false });
}

/**
 * @param {string} name
 * @param {number} maxLength
 */
async function fromUpdateAddress(name, maxLength) {
  const { updates: base } = await files.edition();
  if (!base) throw new UpdateError("unreachable", "this copy has no update address");
  return fetchBytes(base + name, maxLength);
}
