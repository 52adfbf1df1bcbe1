/**
 * Mutes last until the next release. An online key may silence a warning but never bring it back: within one release
 * mutes only ever gather, and a new release, signed offline, says itself which of them still hold.
 */

/**
 * The mutes that count, as lines like those of `mute.jsonl`, sorted.
 *
 * @param {string} list the list that is to be used
 * @param {string} served `mute.jsonl` as it was just fetched
 * @param {{list: string, mutes: string} | undefined} current what is in use
 * @returns {string}
 */
export function heldMutes(list, served, current) {
  const held = current?.list === list ? current.mutes : "";
  /** @type {Map<string, string>} */
  const byId = new Map();
  for (const line of [...linesOf(served), ...linesOf(list), ...linesOf(held)]) {
    if (!line.includes('"mute"')) continue;
    const { kind, id } = JSON.parse(line);
    if (kind === "mute" && !byId.has(id)) byId.set(id, line);
  }
  return [...byId.values()].sort().join("\n");
}

/** @param {string} text */
function linesOf(text) {
  return text.split("\n").filter((line) => line !== "");
}
