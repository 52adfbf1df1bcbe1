import { UpdateError } from "./errors.js";

/** @typedef {{keytype: string, scheme: string, keyval: {public: string}}} PublicKey a key as TUF metadata has it */

/** How WebCrypto names each scheme, how its public key is written, and how its signatures are. */
const SCHEMES = {
  ed25519: { algorithm: { name: "Ed25519" }, verify: { name: "Ed25519" }, der: 0 },
  "ecdsa-sha2-nistp256": {
    algorithm: { name: "ECDSA", namedCurve: "P-256" },
    verify: { name: "ECDSA", hash: "SHA-256" },
    der: 32,
  },
  "ecdsa-sha2-nistp384": {
    algorithm: { name: "ECDSA", namedCurve: "P-384" },
    verify: { name: "ECDSA", hash: "SHA-384" },
    der: 48,
  },
  "rsassa-pss-sha256": {
    algorithm: { name: "RSA-PSS", hash: "SHA-256" },
    verify: { name: "RSA-PSS", saltLength: 32 },
    der: 0,
  },
};

/**
 * Whether `signature` (hex) is this key's over `data`. A key or signature that cannot be read verifies nothing.
 *
 * @param {PublicKey} key
 * @param {string} signature
 * @param {Uint8Array<ArrayBuffer>} data
 * @returns {Promise<boolean>}
 * @throws {UpdateError} `unsupported`: this browser has no Ed25519
 */
export async function verifies(key, signature, data) {
  const scheme = SCHEMES[/** @type {keyof typeof SCHEMES} */ (key.scheme)];
  if (!scheme) return false;
  try {
    const raw = fromHex(signature);
    const bytes = scheme.der ? fromDer(raw, scheme.der) : raw;
    return await crypto.subtle.verify(scheme.verify, await imported(key, scheme), bytes, data);
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError") {
      throw new UpdateError("unsupported", `this browser cannot check ${key.scheme} signatures`);
    }
    return false;
  }
}

/**
 * @param {PublicKey} key
 * @param {typeof SCHEMES[keyof typeof SCHEMES]} scheme
 */
function imported(key, scheme) {
  const [format, bytes] =
    key.scheme === "ed25519" ? ["raw", fromHex(key.keyval.public)] : ["spki", fromPem(key.keyval.public)];
  return crypto.subtle.importKey(/** @type {"raw"} */ (format), bytes, scheme.algorithm, false, ["verify"]);
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
function fromHex(text) {
  if (!/^([0-9a-f]{2})+$/i.test(text)) throw new TypeError("not hex");
  return Uint8Array.from(/** @type {string[]} */ (text.match(/../g)), (pair) => parseInt(pair, 16));
}

/** @param {string} pem */
function fromPem(pem) {
  const base64 = pem.replace(/-----[A-Z ]+-----/g, "").replace(/\s+/g, "");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/**
 * An ECDSA signature from DER (two integers) to the fixed-size form of WebCrypto.
 *
 * @param {Uint8Array} der
 * @param {number} size bytes of one integer
 */
function fromDer(der, size) {
  const out = new Uint8Array(2 * size);
  let at = 2;
  if (der[0] !== 0x30) throw new TypeError("not a DER sequence");
  for (const end of [size, 2 * size]) {
    if (der[at] !== 0x02) throw new TypeError("not a DER integer");
    const length = der[at + 1];
    const digits = der.subarray(at + 2, at + 2 + length);
    const significant = digits.subarray(
      Math.max(
        0,
        digits.findIndex((byte) => byte !== 0),
      ),
    );
    if (significant.length > size) throw new TypeError("integer too long");
    out.set(significant, end - significant.length);
    at += 2 + length;
  }
  return out;
}

/**
 * SHA-256 or SHA-512 in hex.
 *
 * @param {string} algorithm as TUF names it
 * @param {Uint8Array<ArrayBuffer>} data
 */
export async function digest(algorithm, data) {
  const name = { sha256: "SHA-256", sha512: "SHA-512" }[algorithm];
  if (!name) throw new UpdateError("unsupported", `hash algorithm ${algorithm}`);
  const bytes = new Uint8Array(await crypto.subtle.digest(name, data));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
