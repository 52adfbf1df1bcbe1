import { digest } from "../updates/keys.js";
import { Updater } from "../updates/updater.js";

/**
 * The release that came with the package (`/release/`), loaded with the same checks as any other but for expiry: a
 * package may lie on a shelf. It is the floor below which no update goes, and what stays if everything else is lost.
 *
 * @typedef {import("./list-store.js").StoredList} StoredList
 */

const METADATA = ["root", "timestamp", "snapshot", "targets", "mute"];

/**
 * Take the package's release into use if nothing is stored, or only something older.
 *
 * @param {object} parts
 * @param {import("./list-store.js").ListStore} parts.lists
 * @param {import("../updates/updater.js").MetadataStore} parts.metadata
 * @param {(path: string) => Promise<Uint8Array<ArrayBuffer>>} parts.load a file of the package
 */
export async function installBundledList({ lists, metadata, load }) {
  const files = new Map(
    await Promise.all(METADATA.map(async (name) => /** @type {const} */ ([name, await load(`/release/${name}.json`)]))),
  );
  const current = await lists.current();
  const list = new TextDecoder().decode(await load("/release/list.jsonl"));
  if (current && releaseOf(current.list) >= releaseOf(list)) return;
  const bundled = await verified(files, load);
  for (const [name, bytes] of files) await metadata.write(name, bytes);
  await lists.replace(bundled);
}

/**
 * The package's list, verified from its own metadata as of the moment at which it was signed.
 *
 * @param {Map<string, Uint8Array<ArrayBuffer>>} files
 * @param {(path: string) => Promise<Uint8Array<ArrayBuffer>>} load
 * @returns {Promise<StoredList>}
 */
async function verified(files, load) {
  const updater = new Updater({
    store: {
      read: async (name) => files.get(name) ?? null,
      write: async () => undefined,
      remove: async () => undefined,
    },
    download: async (name) => (name === "timestamp.json" ? (files.get("timestamp") ?? null) : null),
    start: 0,
  });
  const target = (/** @type {string} */ name) => load(`/release/${name.replace(/^[0-9a-f]+\./, "")}`);
  const list = await updater.fetchTarget("list.jsonl", target);
  const mutes = await updater.fetchTarget("mute.jsonl", target);
  return {
    list: new TextDecoder().decode(list),
    mutes: new TextDecoder().decode(mutes),
    sha256: await digest("sha256", list),
    development: updater.trusted.root?.["x-optout-development-keys"] === true,
  };
}

/** @param {string} list */
function releaseOf(list) {
  return JSON.parse(list.slice(0, list.indexOf("\n"))).release;
}
