import { heldMutes } from "../rule-list/held-mutes.js";
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
 * @returns {Promise<boolean>} whether it was taken into use
 */
export async function installBundledList({ lists, metadata, load }) {
  const files = new Map(
    await Promise.all(METADATA.map(async (name) => /** @type {const} */ ([name, await load(`/release/${name}.json`)]))),
  );
  const current = await lists.stored();
  const list = new TextDecoder().decode(await load("/release/list.jsonl"));
  if (current && releaseOf(current.list) >= releaseOf(list)) return false;
  const bundled = await verified(files, load);
  await restoreMetadata({ metadata, load });
  await lists.replace(bundled);
  return true;
}

/**
 * Trust what the package trusts, and nothing that was stored: a storage that was damaged must not block updates for ever.
 *
 * @param {object} parts
 * @param {import("../updates/updater.js").MetadataStore} parts.metadata
 * @param {(path: string) => Promise<Uint8Array<ArrayBuffer>>} parts.load a file of the package
 */
export async function restoreMetadata({ metadata, load }) {
  for (const name of METADATA) await metadata.write(name, await load(`/release/${name}.json`));
}

/**
 * The list of the package, verified.
 *
 * @param {(path: string) => Promise<Uint8Array<ArrayBuffer>>} load a file of the package
 * @returns {Promise<StoredList>}
 */
export async function packagedList(load) {
  const names = METADATA.map(async (name) => /** @type {const} */ ([name, await load(`/release/${name}.json`)]));
  return verified(new Map(await Promise.all(names)), load);
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
  return storedList(list, mutes, updater, undefined);
}

/**
 * Verified bytes in the form in which they are kept.
 *
 * @param {Uint8Array<ArrayBuffer>} list
 * @param {Uint8Array<ArrayBuffer>} served `mute.jsonl`
 * @param {Updater} updater that has verified both
 * @param {StoredList | undefined} current what is in use
 * @returns {Promise<StoredList>}
 */
export async function storedList(list, served, updater, current) {
  const text = new TextDecoder().decode(list);
  const mutes = new TextDecoder().decode(served);
  return {
    list: text,
    mutes: heldMutes(text, mutes, current),
    served: mutes,
    sha256: await digest("sha256", list),
    mutesSha256: await digest("sha256", served),
    development: updater.trusted.root?.["x-optout-development-keys"] === true,
  };
}

/** @param {string} list */
function releaseOf(list) {
  return JSON.parse(list.slice(0, list.indexOf("\n"))).release;
}
