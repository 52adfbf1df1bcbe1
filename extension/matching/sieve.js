/**
 * What a host may be, told in one pass from its end and without cutting it up: two bits for each known name, found by a
 * hash that grows by one character at a time. Of a hundred unknown names about one gets through, and is looked up in vain;
 * none that is known is held back.
 *
 * @typedef {object} Glance at a host
 * @property {readonly number[]} endings where those begin that may be known hosts, the longest first; the last label
 *   alone never counts
 * @property {boolean} proxied whether it may be a proxied one, below a proxy that is not known
 * @property {boolean} google whether it has a label of that name
 */

const DOT = 46;
const BITS_PER_NAME = 32;
const LEAST_BITS = 1024;
/** What SSL-VPN gateways put behind a name, if it is no port. */
const GATEWAY = "s";

/** @type {number[]} */
const NONE = [];
/** Most hosts: one for all of them. @type {Glance} */
export const NOTHING = { endings: NONE, proxied: false, google: false };

export class Sieve {
  #hosts;
  #lastLabels;
  #ends;
  #wholes;

  /**
   * @param {object} known
   * @param {{size: number, keys: () => Iterable<string>}} known.hosts
   * @param {ReadonlySet<string>} known.lastLabels of the rules' hosts
   * @param {ReadonlySet<string>} known.ends what stands behind the last hyphen of a name as proxies write it
   * @param {{size: number, keys: () => Iterable<string>}} known.wholes names that proxies write their own way
   */
  constructor({ hosts, lastLabels, ends, wholes }) {
    this.#hosts = new Bits(hosts.keys(), hosts.size);
    this.#lastLabels = new Bits(lastLabels, lastLabels.size);
    this.#ends = new Bits([...ends, GATEWAY], ends.size + 1);
    this.#wholes = new Bits(wholes.keys(), wholes.size);
  }

  /**
   * One loop for all questions: a host's characters are what costs, not what is asked of them.
   *
   * @param {string} text a host, or what holds one: cutting it out would cost more than the loop
   * @param {number} start where the host begins in it
   * @param {number} end where it ends
   * @returns {Glance}
   */
  glance(text, start, end) {
    let endings = NONE;
    let proxied = false;
    let google = false;
    let dots = 0;
    let ending = 0; // the hash of everything up to here
    let label = 0; // of the label up to here
    let border = end;
    for (let at = end - 1; at >= start; at -= 1) {
      const code = text.charCodeAt(at);
      if (code === DOT) {
        if (dots > 0 && this.#hosts.mayHold(ending)) endings = [at + 1 - start, ...endings];
        if (dots > 1 && this.#lastLabels.mayHold(label)) proxied = true;
        google ||= label === GOOGLE;
        dots += 1;
        label = 0;
        border = at;
      } else {
        label = grown(label, code);
      }
      ending = grown(ending, code);
    }
    if (this.#hosts.mayHold(ending)) endings = [0, ...endings];
    // The proxy's own host has at least two labels.
    const mayBeProxied = dots > 1 && (proxied || this.#fitsInFront(text, start, border, label));
    return glanceOf(endings, mayBeProxied, google || label === GOOGLE);
  }

  /**
   * Whether the first label may be a proxied name in hyphens, or a rewritten one.
   *
   * @param {string} text
   * @param {number} start where the host begins in it
   * @param {number} border where its first label ends
   * @param {number} label the hash of that
   */
  #fitsInFront(text, start, border, label) {
    if (this.#wholes.mayHold(label)) return true;
    const hyphen = text.lastIndexOf("-", border);
    if (hyphen < start) return false;
    const isPort = isDigit(text.charCodeAt(hyphen + 1)) && isDigit(text.charCodeAt(border - 1));
    return isPort || this.#ends.mayHold(hashOf(text.slice(hyphen + 1, border)));
  }
}

/**
 * @param {number[]} endings
 * @param {boolean} proxied
 * @param {boolean} google
 * @returns {Glance}
 */
function glanceOf(endings, proxied, google) {
  return endings === NONE && !proxied && !google ? NOTHING : { endings, proxied, google };
}

/** A set of names of which it can be told that one is not in it. */
class Bits {
  #bits;
  #mask;

  /**
   * @param {Iterable<string>} names
   * @param {number} count of them
   */
  constructor(names, count) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(count * BITS_PER_NAME, LEAST_BITS)));
    this.#mask = size - 1;
    this.#bits = new Uint32Array(size / 32);
    for (const name of names) {
      const hash = hashOf(name);
      for (const place of [hash, second(hash)]) {
        const at = this.#place(place);
        this.#bits[at >>> 5] |= 1 << (at & 31);
      }
    }
  }

  /** @param {number} hash */
  mayHold(hash) {
    return this.#isSet(hash) && this.#isSet(second(hash));
  }

  /** @param {number} hash */
  #isSet(hash) {
    const at = this.#place(hash);
    return (this.#bits[at >>> 5] & (1 << (at & 31))) !== 0;
  }

  /** The upper bits of a hash depend on all characters, the lower ones on few. @param {number} hash */
  #place(hash) {
    return (hash ^ (hash >>> 15)) & this.#mask;
  }
}

const GOOGLE = hashOf("google");

/** @param {string} name */
function hashOf(name) {
  let hash = 0;
  for (let at = name.length - 1; at >= 0; at -= 1) hash = grown(hash, name.charCodeAt(at));
  return hash;
}

/** Another hash of the same name: two bits a name let through fewer strangers than one. @param {number} hash */
function second(hash) {
  return Math.imul(hash, 0x9e3779b1);
}

/**
 * @param {number} hash
 * @param {number} code
 */
function grown(hash, code) {
  return (Math.imul(hash, 16777619) ^ code) | 0;
}

/** @param {number} code */
function isDigit(code) {
  return code >= 48 && code <= 57;
}
