import { canonicalJson } from "./canonical-json.js";
import { UpdateError } from "./errors.js";
import { digest, verifies } from "./keys.js";

/**
 * @typedef {import("./keys.js").PublicKey} PublicKey
 * @typedef {{keyids: string[], threshold: number}} RoleKeys
 * @typedef {{version: number, length?: number, hashes?: Record<string, string>}} FileMeta
 * @typedef {{length: number, hashes: Record<string, string>}} TargetFile
 * @typedef {RoleKeys & {name: string, terminating: boolean, paths?: string[], path_hash_prefixes?: string[]}} DelegatedRole
 * @typedef {{_type: string, version: number, expires: string, consistent_snapshot?: boolean,
 *   keys?: Record<string, PublicKey>, roles?: Record<string, RoleKeys>, meta?: Record<string, FileMeta>,
 *   targets?: Record<string, TargetFile>,
 *   delegations?: {keys: Record<string, PublicKey>, roles: DelegatedRole[]}} & Record<string, unknown>} Signed
 * @typedef {{signed: Signed, signatures: {keyid: string, sig: string}[]}} Metadata
 * @typedef {{keys: Record<string, PublicKey>, role: RoleKeys}} Delegator who may sign: the keys, and how many of them
 */

const ROOT_ROLES = ["root", "timestamp", "snapshot", "targets"];

/**
 * Parse metadata of one type and check its form. Signatures are checked by {@link requireSigned}.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} type `root`, `timestamp`, `snapshot` or `targets`
 * @returns {Metadata}
 */
export function parseMetadata(bytes, type) {
  const metadata = parseJson(bytes);
  const signed = metadata?.signed;
  require(isObject(signed) && Array.isArray(metadata.signatures), "has no signed part");
  require(signed._type === type, `is ${String(signed._type)}, not ${type}`);
  require(Number.isSafeInteger(signed.version) && signed.version > 0, "has no version");
  require(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(signed.expires) && !Number.isNaN(expiry(signed)), "never expires");
  require(metadata.signatures.every(isSignature), "has a malformed signature");
  requireUnique(metadata.signatures.map((/** @type {{keyid: string}} */ signature) => signature.keyid));
  FORM[/** @type {keyof typeof FORM} */ (type)](signed);
  return metadata;
}

/**
 * @param {Metadata} metadata
 * @param {Delegator} delegator
 * @throws {UpdateError} `signature`: fewer keys than the threshold have signed
 */
export async function requireSigned(metadata, { keys, role }) {
  const data = new TextEncoder().encode(canonicalJson(metadata.signed));
  const signers = new Set(); // by key material: one key under two ids counts once
  for (const { keyid, sig } of metadata.signatures) {
    const key = role.keyids.includes(keyid) ? keys[keyid] : undefined;
    if (key && (await verifies(key, sig, data))) signers.add(key.keyval.public);
  }
  if (signers.size < role.threshold) {
    throw new UpdateError("signature", `${metadata.signed._type}: ${signers.size} of ${role.threshold} keys signed`);
  }
}

/**
 * @param {Signed} signed
 * @param {number} start the update's fixed start time, ms since 1970
 */
export function requireFresh(signed, start) {
  if (expiry(signed) <= start) throw new UpdateError("expired", `${signed._type} ended ${signed.expires}`);
}

/**
 * The bytes are those that `meta` announces.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {{length?: number, hashes?: Record<string, string>}} meta
 * @param {string} name for the message
 */
export async function requireMatch(bytes, { length, hashes = {} }, name) {
  if (length !== undefined && bytes.length !== length) {
    throw new UpdateError("mismatch", `${name} has ${bytes.length} bytes, not ${length}`);
  }
  for (const [algorithm, expected] of Object.entries(hashes)) {
    if ((await digest(algorithm, bytes)) !== expected) throw new UpdateError("mismatch", `${name}: ${algorithm}`);
  }
}

/** @param {Signed} signed */
export function expiry(signed) {
  return Date.parse(signed.expires);
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {any}
 */
function parseJson(bytes) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new UpdateError("not-json", "no metadata; a sign-in page of the network, perhaps");
  }
}

/** What each type must have besides the common fields. */
const FORM = {
  /** @param {any} signed */
  root(signed) {
    requireKeys(signed.keys);
    require(isObject(signed.roles), "has no roles");
    for (const name of ROOT_ROLES) requireRole(signed.roles[name]);
  },
  /** @param {any} signed */
  timestamp(signed) {
    require(isObject(signed.meta) && isFileMeta(signed.meta["snapshot.json"]), "names no snapshot");
  },
  /** @param {any} signed */
  snapshot(signed) {
    require(isObject(signed.meta) && Object.values(signed.meta).every(isFileMeta), "has a malformed entry");
    require(isFileMeta(signed.meta["targets.json"]), "names no targets");
  },
  /** @param {any} signed */
  targets(signed) {
    require(isObject(signed.targets) && Object.values(signed.targets).every(isTarget), "has a malformed target");
    if (signed.delegations === undefined) return;
    requireKeys(signed.delegations?.keys);
    require(Array.isArray(signed.delegations.roles), "delegates by a means that is not supported");
    for (const role of signed.delegations.roles) {
      requireRole(role);
      require(typeof role.name === "string" && role.name !== "" && !ROOT_ROLES.includes(role.name), "bad role name");
      require(isStrings(role.paths) !== isStrings(role.path_hash_prefixes), "a delegation has no paths");
    }
    requireUnique(signed.delegations.roles.map((/** @type {DelegatedRole} */ role) => role.name));
  },
};

/** @param {unknown} value */
function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** @param {any} value */
function isStrings(value) {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** @param {any} value */
function isSignature(value) {
  return isObject(value) && typeof value.keyid === "string" && typeof value.sig === "string";
}

/** @param {any} value */
function isHashes(value) {
  return isObject(value) && Object.values(value).every((item) => typeof item === "string");
}

/** @param {any} value */
function isFileMeta(value) {
  return (
    isObject(value) &&
    Number.isSafeInteger(value.version) &&
    value.version > 0 &&
    (value.length === undefined || (Number.isSafeInteger(value.length) && value.length >= 0)) &&
    (value.hashes === undefined || isHashes(value.hashes))
  );
}

/** @param {any} value */
function isTarget(value) {
  const sized = isObject(value) && Number.isSafeInteger(value.length) && value.length >= 0;
  return sized && isHashes(value.hashes) && Object.keys(value.hashes).length > 0;
}

/** @param {any} keys */
function requireKeys(keys) {
  require(isObject(keys), "has no keys");
  for (const key of Object.values(keys)) {
    require(typeof key?.scheme === "string" && typeof key?.keyval?.public === "string", "has a malformed key");
  }
}

/** @param {any} role */
function requireRole(role) {
  require(isObject(role) && isStrings(role.keyids), "has a malformed role");
  require(Number.isSafeInteger(role.threshold) && role.threshold > 0, "has a role without threshold");
  requireUnique(role.keyids);
}

/** @param {string[]} names */
function requireUnique(names) {
  require(new Set(names).size === names.length, "names one key or role twice");
}

/**
 * @param {boolean} condition
 * @param {string} message
 */
function require(condition, message) {
  if (!condition) throw new UpdateError("malformed", message);
}
