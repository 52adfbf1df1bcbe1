import { Sieve } from "./sieve.js";

/**
 * A sieve that is built when it begins to pay. Building one costs as much as hundreds of look-ups: too much for the one
 * for which a sleeping background is woken.
 */
const FIRST_FEW = 16;

export class LateSieve {
  #glances = 0;
  /** @type {Sieve | undefined} */
  #sieve;

  /** @param {ConstructorParameters<typeof Sieve>[0]} known as for `Sieve`; complete before the first glance */
  constructor(known) {
    this.known = known;
  }

  /**
   * As `Sieve.glance`; of the first few hosts it says that anything may be so.
   *
   * @param {string} text
   * @param {number} start
   * @param {number} end
   * @returns {import("./sieve.js").Glance}
   */
  glance(text, start, end) {
    if (!this.#sieve && this.#glances < FIRST_FEW) {
      this.#glances += 1;
      return anything(text, start, end);
    }
    this.#sieve ??= new Sieve(this.known);
    return this.#sieve.glance(text, start, end);
  }
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function anything(text, start, end) {
  const last = text.lastIndexOf(".", end - 1);
  const endings = [0];
  for (let dot = text.indexOf(".", start); dot >= 0 && dot < last; dot = text.indexOf(".", dot + 1)) {
    endings.push(dot + 1 - start);
  }
  return { endings, proxied: endings.length > 1, google: true };
}
