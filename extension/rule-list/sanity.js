/**
 * The last look at a list that is signed and whole: would using it be an obvious mistake? Signatures say who published
 * something, not that it was meant.
 *
 * @typedef {import("./parse.js").RuleList} RuleList
 */

/**
 * @param {RuleList} next
 * @param {RuleList | undefined} current the list in use
 * @throws {Error} if it must not replace `current`
 */
export function requireSane(next, current) {
  for (const { id, hosts = [] } of next.rules.values()) {
    for (const { host } of hosts) requireNarrow(id, host.replace(/^=/, ""));
  }
  if (!current) return;
  if (next.header.release < current.header.release) throw new Error("an older list");
  if (next.rules.size * 2 < current.rules.size) throw new Error("fewer than half of the entries are left");
}

/**
 * A host of one label, or an address in digits, would match far more than one product.
 *
 * @param {string} id
 * @param {string} host
 */
function requireNarrow(id, host) {
  const labels = host.split(".");
  const last = labels[labels.length - 1];
  if (labels.length < 2 || labels.includes("") || /^\d+$/.test(last) || host.includes(":")) {
    throw new Error(`${id} is too wide: ${host}`);
  }
}
