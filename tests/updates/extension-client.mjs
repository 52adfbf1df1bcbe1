// Runs the extension's update code as its background does, with a file in the place of the browser's storage.
import { readFileSync, renameSync, writeFileSync } from "node:fs";

import { installBundledList, packagedList, restoreMetadata } from "../../extension/background/bundled-list.js";
import { ListStore } from "../../extension/background/list-store.js";
import { ListUpdates } from "../../extension/background/list-updates.js";
import { metadataStore } from "../../extension/background/metadata-store.js";
import { isDue } from "../../extension/background/update-schedule.js";
import { parseMutes } from "../../extension/rule-list/parse.js";
import { download } from "../../extension/updates/download.js";

const [action, text] = process.argv.slice(2);
const options = JSON.parse(text);
const now = () => options.now;
const load = async (path) => new Uint8Array(readFileSync(options.package + path));

/** `storage.local` in one file, replaced whole: as atomic as the browsers' own. `fault`: what does not work. */
const storage = {
  async get(keys) {
    if (options.fault === "throws") throw new Error("storage is not available");
    const held = read();
    if (typeof keys === "string") return keys in held ? { [keys]: held[keys] } : {};
    return Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, held[key] ?? value]));
  },
  async set(items) {
    if (options.fault) throw new Error("QuotaExceededError");
    write({ ...read(), ...items });
  },
  async remove(names) {
    if (options.fault) throw new Error("storage is not available");
    const held = read();
    for (const name of names) delete held[name];
    write(held);
  },
};

function read() {
  try {
    return JSON.parse(readFileSync(options.storage, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return {};
    throw error;
  }
}

function write(held) {
  writeFileSync(`${options.storage}.new`, JSON.stringify(held));
  renameSync(`${options.storage}.new`, options.storage);
}

const lists = new ListStore({ storage, now, packaged: () => packagedList(load) });
const metadata = metadataStore(storage);
const updates = new ListUpdates({
  storage,
  lists,
  metadata,
  restore: () => restoreMetadata({ metadata, load }),
  download: (name, max) => download(options.url + name, max),
  now,
  random: () => 0.5,
});

await installBundledList({ lists, metadata, load }).catch(() => undefined);
let changed = false;
if (action === "check") changed = await updates.check();
const current = await lists.current();
const index = await lists.index();
const schedule = await updates.schedule();
const answer = {
  changed,
  release: index.release,
  rules: index.rules.length,
  names: index.rules.map(({ name }) => name),
  warning: index.rules.filter(({ effects }) => effects.badge).map(({ id }) => id),
  muted: Object.fromEntries(parseMutes(current.mutes)),
  sha256: current.sha256,
  mutesSha256: current.mutesSha256,
  schedule,
  due: isDue(schedule, now()),
};
process.stdout.write(JSON.stringify(answer));
