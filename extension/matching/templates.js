import { addressOf } from "./address.js";
import { targetIn } from "./targets.js";

/**
 * Login addresses in which the target's own stands for `$@`, as libraries publish them.
 *
 * @typedef {{host: string, before: string, after: string}} Template `before` and `after` the target, without scheme
 */

const TARGET = "$@";
/** Survives the browser's parser as it is, and stands in no real address. */
const MARK = "target-of-this-login-address";

/**
 * @param {string} text
 * @returns {Template | null} null if it is no https or http address that holds `$@` exactly once
 */
export function templateOf(text) {
  const parts = text.split(TARGET);
  const address = parts.length === 2 ? addressOf(parts.join(MARK)) : null;
  const [before, after] = address ? written(address).split(MARK) : [];
  if (!address || after === undefined || address.host.includes(MARK)) return null;
  return { host: address.host, before, after };
}

/**
 * @param {import("./address.js").Address} address
 * @param {Template[]} templates of the address's host
 * @returns {string | null} the target
 */
export function targetByTemplate(address, templates) {
  const text = written(address);
  for (const { before, after } of templates) {
    if (!text.startsWith(before) || !text.endsWith(after) || text.length < before.length + after.length) continue;
    const url = targetIn(text.slice(before.length, text.length - after.length), true);
    if (url) return url;
  }
  return null;
}

/** @param {import("./address.js").Address} address */
function written({ port, path, tail }) {
  return `${port}${path}${tail}`;
}
