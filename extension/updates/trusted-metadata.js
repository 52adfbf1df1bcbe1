import { UpdateError } from "./errors.js";
import { parseMetadata, requireFresh, requireMatch, requireSigned } from "./metadata.js";

/**
 * The metadata that is trusted so far, and the only ways to trust more: each `accept…` checks its bytes against what is
 * trusted already and against nothing else (The Update Framework, specification 1.0, 5.3 to 5.6).
 *
 * @typedef {import("./metadata.js").Signed} Signed
 * @typedef {import("./metadata.js").Delegator} Delegator
 */
export class TrustedMetadata {
  /** @param {number} start the fixed start time of this update, ms since 1970 */
  constructor(start) {
    this.start = start;
    /** @type {Signed | undefined} */
    this.root = undefined;
    /** @type {Signed | undefined} */
    this.timestamp = undefined;
    /** @type {Signed | undefined} */
    this.snapshot = undefined;
    /** @type {Map<string, Signed>} targets and delegated roles by name */
    this.targets = new Map();
  }

  /**
   * The trust anchor, or the newest root that was trusted before: signed by itself.
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  async loadRoot(bytes) {
    const metadata = parseMetadata(bytes, "root");
    await requireSigned(metadata, delegatorOf(metadata.signed, "root"));
    this.root = metadata.signed;
  }

  /**
   * The next root: signed by thresholds of the last and of itself, one version higher.
   *
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @returns {Promise<boolean>} whether the keys of timestamp or snapshot were rotated: what was trusted from them
   *   must be forgotten, or a version pushed high by a thief would lock the owner out
   */
  async acceptRoot(bytes) {
    const last = /** @type {Signed} */ (this.root);
    const metadata = parseMetadata(bytes, "root");
    await requireSigned(metadata, delegatorOf(last, "root"));
    await requireSigned(metadata, delegatorOf(metadata.signed, "root"));
    if (metadata.signed.version !== last.version + 1) {
      throw new UpdateError("rollback", `root ${metadata.signed.version} after ${last.version}`);
    }
    this.root = metadata.signed;
    return ["timestamp", "snapshot"].some((role) => keysOf(last, role) !== keysOf(metadata.signed, role));
  }

  /** The last root must not have expired; intermediate ones may. */
  requireFreshRoot() {
    requireFresh(/** @type {Signed} */ (this.root), this.start);
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {{stored?: boolean}} [options] stored: loaded for comparison, so its expiry does not matter
   * @returns {Promise<boolean>} false if it is no newer than the trusted one, which is no error
   */
  async acceptTimestamp(bytes, { stored = false } = {}) {
    const { signed } = await this.#signedByRoot(bytes, "timestamp");
    if (this.timestamp) {
      if (signed.version < this.timestamp.version) {
        throw new UpdateError("rollback", `timestamp ${signed.version} after ${this.timestamp.version}`);
      }
      if (snapshotMeta(signed).version < snapshotMeta(this.timestamp).version) {
        throw new UpdateError("rollback", "an older snapshot");
      }
      if (signed.version === this.timestamp.version) {
        requireFresh(this.timestamp, this.start);
        return false;
      }
    }
    if (!stored) requireFresh(signed, this.start);
    this.timestamp = signed;
    return true;
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {{stored?: boolean}} [options] stored: loaded for comparison; it need not be the one announced
   */
  async acceptSnapshot(bytes, { stored = false } = {}) {
    const meta = snapshotMeta(/** @type {Signed} */ (this.timestamp));
    if (!stored) await requireMatch(bytes, meta, "snapshot");
    const { signed } = await this.#signedByRoot(bytes, "snapshot");
    if (!stored) requireVersion(signed, meta.version);
    for (const [name, { version }] of Object.entries(this.snapshot?.meta ?? {})) {
      const next = signed.meta?.[name];
      if (!next) throw new UpdateError("rollback", `${name} has vanished from the snapshot`);
      if (next.version < version) throw new UpdateError("rollback", `${name} ${next.version} after ${version}`);
    }
    if (!stored) requireFresh(signed, this.start);
    this.snapshot = signed;
  }

  /** Whether the trusted snapshot is the one that the trusted timestamp announces. */
  get snapshotIsCurrent() {
    return this.snapshot?.version === snapshotMeta(/** @type {Signed} */ (this.timestamp)).version;
  }

  /**
   * Targets metadata of the top level or of a delegated role.
   *
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {string} name
   * @param {Delegator} delegator who says which keys may sign it
   */
  async acceptTargets(bytes, name, delegator) {
    const meta = this.targetsMeta(name);
    await requireMatch(bytes, meta, name);
    const metadata = parseMetadata(bytes, "targets");
    await requireSigned(metadata, delegator);
    requireVersion(metadata.signed, meta.version);
    requireFresh(metadata.signed, this.start);
    this.targets.set(name, metadata.signed);
    return metadata.signed;
  }

  /**
   * What the snapshot says of a targets role.
   * @param {string} name
   */
  targetsMeta(name) {
    const snapshot = /** @type {Signed} */ (this.snapshot);
    const meta = Object.hasOwn(snapshot.meta ?? {}, `${name}.json`) ? snapshot.meta?.[`${name}.json`] : undefined;
    if (!meta) throw new UpdateError("missing", `the snapshot does not know ${name}`);
    return meta;
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {string} role
   */
  async #signedByRoot(bytes, role) {
    const metadata = parseMetadata(bytes, role);
    await requireSigned(metadata, delegatorOf(/** @type {Signed} */ (this.root), role));
    return metadata;
  }
}

/**
 * Who may sign a top-level role, by this root.
 *
 * @param {Signed} root
 * @param {string} role
 * @returns {Delegator}
 */
export function delegatorOf(root, role) {
  const { keys, roles } = /** @type {Required<Signed>} */ (root);
  return { keys, role: roles[role] };
}

/**
 * @param {Signed} root
 * @param {string} role
 */
function keysOf(root, role) {
  const { keys, role: named } = delegatorOf(root, role);
  return JSON.stringify(named.keyids.map((id) => keys[id]?.keyval.public).sort());
}

/** @param {Signed} timestamp */
function snapshotMeta(timestamp) {
  return /** @type {Required<Signed>} */ (timestamp).meta["snapshot.json"];
}

/**
 * @param {Signed} signed
 * @param {number} version
 */
function requireVersion(signed, version) {
  if (signed.version !== version) {
    throw new UpdateError("mismatch", `${signed._type} is version ${signed.version}, not ${version}`);
  }
}
