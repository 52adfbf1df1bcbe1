import { delegationsFor } from "./delegations.js";
import { UpdateError } from "./errors.js";
import { requireMatch } from "./metadata.js";
import { delegatorOf, TrustedMetadata } from "./trusted-metadata.js";

/**
 * @typedef {import("./metadata.js").Delegator} Delegator
 * @typedef {import("./metadata.js").DelegatedRole} DelegatedRole
 * @typedef {import("./metadata.js").Signed} Signed
 * @typedef {import("./metadata.js").TargetFile} TargetFile
 *
 * @typedef {object} MetadataStore where trusted metadata is kept, by role name
 * @property {(name: string) => Promise<Uint8Array<ArrayBuffer> | null>} read
 * @property {(name: string, bytes: Uint8Array<ArrayBuffer>) => Promise<void>} write
 * @property {(names: string[]) => Promise<void>} remove
 *
 * @typedef {(name: string, maxLength: number) => Promise<Uint8Array<ArrayBuffer> | null>} Download
 *   bytes of a file of the repository, or null if it is not there; throws `UpdateError` for anything else
 */

/** Bytes that are read at most before the metadata itself gives a length. */
const LIMITS = { root: 512_000, timestamp: 16_384, snapshot: 2_000_000, targets: 5_000_000 };
const MAX_ROOTS = 1024;
const MAX_ROLES = 32;

/** The client workflow of The Update Framework (specification 1.0, section 5), over any store and any download. */
export class Updater {
  /**
   * @param {object} parts
   * @param {MetadataStore} parts.store holds at least `root`, the trust anchor
   * @param {Download} parts.download
   * @param {number} parts.start the fixed start time of this update, ms since 1970
   */
  constructor({ store, download, start }) {
    this.store = store;
    this.download = download;
    this.trusted = new TrustedMetadata(start);
    /** @type {Promise<void> | undefined} */
    this.refreshed = undefined;
  }

  /**
   * Bring root, timestamp, snapshot and targets up to date; each is stored as soon as it is trusted.
   * @throws {UpdateError}
   */
  refresh() {
    this.refreshed ??= this.#refresh();
    return this.refreshed;
  }

  /**
   * What the metadata says of a target.
   *
   * @param {string} path
   * @returns {Promise<TargetFile>}
   * @throws {UpdateError} `no-such-target`
   */
  async target(path) {
    await this.refresh();
    const found = await this.#search(path);
    if (!found) throw new UpdateError("no-such-target", path);
    return found;
  }

  /**
   * A target's bytes, checked against the metadata.
   *
   * @param {string} path
   * @param {Download} download of targets
   * @param {Uint8Array<ArrayBuffer> | null} [held] bytes that are at hand; if they are the right ones, nothing is fetched
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  async fetchTarget(path, download, held = null) {
    const file = await this.target(path);
    if (held && (await this.#accepts(() => requireMatch(held, file, path)))) return held;
    const bytes = await download(this.#targetName(path, file), file.length);
    if (!bytes) throw new UpdateError("missing", path);
    await requireMatch(bytes, file, path);
    return bytes;
  }

  async #refresh() {
    await this.#updateRoot();
    await this.#updateTimestamp();
    await this.#updateSnapshot();
    await this.#updateTargets("targets", delegatorOf(this.#root, "targets"));
  }

  get #root() {
    return /** @type {Signed} */ (this.trusted.root);
  }

  async #updateRoot() {
    const anchor = await this.store.read("root");
    if (!anchor) throw new UpdateError("missing", "there is no trust anchor");
    await this.trusted.loadRoot(anchor);
    for (let count = 0; count < MAX_ROOTS; count++) {
      const bytes = await this.download(`${this.#root.version + 1}.root.json`, LIMITS.root);
      if (!bytes) break;
      const rotated = await this.trusted.acceptRoot(bytes);
      // Forget first, then store: a stop between the two leads to asking once more, never to being locked out.
      if (rotated) await this.store.remove(["timestamp", "snapshot"]);
      await this.store.write("root", bytes);
    }
    this.trusted.requireFreshRoot();
  }

  async #updateTimestamp() {
    await this.#loadStored("timestamp", (bytes) => this.trusted.acceptTimestamp(bytes, { stored: true }));
    const bytes = await this.download("timestamp.json", LIMITS.timestamp);
    if (!bytes) throw new UpdateError("missing", "timestamp.json");
    if (await this.trusted.acceptTimestamp(bytes)) await this.store.write("timestamp", bytes);
  }

  async #updateSnapshot() {
    const stored = await this.#loadStored("snapshot", (bytes) => this.trusted.acceptSnapshot(bytes, { stored: true }));
    if (stored && this.trusted.snapshotIsCurrent && (await this.#accepts(() => this.trusted.acceptSnapshot(stored)))) {
      return;
    }
    const meta = /** @type {Required<Signed>} */ (this.trusted.timestamp).meta["snapshot.json"];
    const bytes = await this.#versioned("snapshot", meta, LIMITS.snapshot);
    await this.trusted.acceptSnapshot(bytes);
    await this.store.write("snapshot", bytes);
  }

  /**
   * @param {string} name
   * @param {Delegator} delegator
   */
  async #updateTargets(name, delegator) {
    const stored = await this.store.read(name);
    if (stored && (await this.#accepts(() => this.trusted.acceptTargets(stored, name, delegator)))) return;
    const bytes = await this.#versioned(name, this.trusted.targetsMeta(name), LIMITS.targets);
    await this.trusted.acceptTargets(bytes, name, delegator);
    await this.store.write(name, bytes);
  }

  /**
   * Pre-order depth-first search through the delegations (specification 5.6.7).
   *
   * @param {string} path
   * @returns {Promise<TargetFile | undefined>}
   */
  async #search(path) {
    /** @type {[string, Delegator | null][]} */
    const stack = [["targets", null]];
    const visited = new Set();
    for (let next = stack.pop(); next && visited.size < MAX_ROLES; next = stack.pop()) {
      const [name, delegator] = next;
      if (visited.has(name)) continue;
      visited.add(name);
      // A role found on another path is checked again: another delegator may trust other keys.
      if (delegator) await this.#updateTargets(name, delegator);
      const { targets = {}, delegations } = /** @type {Signed} */ (this.trusted.targets.get(name));
      if (Object.hasOwn(targets, path)) return targets[path];
      if (delegations) await this.#pushDelegations(stack, delegations, path);
    }
    return undefined;
  }

  /**
   * @param {[string, Delegator | null][]} stack
   * @param {NonNullable<Signed["delegations"]>} delegations
   * @param {string} path
   */
  async #pushDelegations(stack, { keys, roles }, path) {
    const found = await delegationsFor(roles, path);
    if (found.at(-1)?.terminating) stack.length = 0; // nothing that was still to be searched counts any more
    for (const role of found.reverse()) stack.push([role.name, { keys, role }]);
  }

  /**
   * Load what is stored, if it still holds under the current root.
   *
   * @param {string} name
   * @param {(bytes: Uint8Array<ArrayBuffer>) => Promise<unknown>} accept
   */
  async #loadStored(name, accept) {
    const bytes = await this.store.read(name);
    return bytes && (await this.#accepts(() => accept(bytes))) ? bytes : null;
  }

  /** @param {() => Promise<unknown>} accept */
  async #accepts(accept) {
    try {
      await accept();
      return true;
    } catch (error) {
      if (error instanceof UpdateError && error.code !== "unsupported") return false;
      throw error;
    }
  }

  /**
   * @param {string} name
   * @param {import("./metadata.js").FileMeta} meta
   * @param {number} limit
   */
  async #versioned(name, meta, limit) {
    const prefix = this.#root.consistent_snapshot ? `${meta.version}.` : "";
    const bytes = await this.download(`${prefix}${encodeURIComponent(name)}.json`, meta.length ?? limit);
    if (!bytes) throw new UpdateError("missing", `${name} ${meta.version}`);
    return bytes;
  }

  /**
   * @param {string} path
   * @param {TargetFile} file
   */
  #targetName(path, file) {
    if (!this.#root.consistent_snapshot) return path;
    const folder = path.lastIndexOf("/") + 1;
    return `${path.slice(0, folder)}${Object.values(file.hashes)[0]}.${path.slice(folder)}`;
  }
}
