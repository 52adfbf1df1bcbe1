/**
 * How loud a warning may be, as data: once per rule and claim, never more than three openings a day, and as quiet as
 * the patron has asked for.
 *
 * @typedef {import("./decisions.js").Decisions} Decisions
 * @typedef {"open"|"badge"|"none"} Loudness
 */

export const OPENINGS_A_DAY = 3;

/**
 * @param {{effects: import("../rule-list/effects.js").Effects, claim: string}} rule
 * @param {Decisions} decisions
 * @param {number} now ms since 1970
 * @returns {Loudness}
 */
export function loudness({ effects, claim }, decisions, now) {
  if (!effects.badge) return "none";
  if (decisions.quietUntil !== undefined && decisions.quietUntil > now) return "none";
  if (!effects.opens || decisions.neverOpen) return "badge";
  if (decisions.told?.claim === claim) return "badge";
  return decisions.openedToday < OPENINGS_A_DAY ? "open" : "badge";
}
