/**
 * How loud a warning may be, as data and pure functions of it: once per rule and claim, never more than three openings a
 * day, and as quiet as the patron has asked for.
 *
 * @typedef {import("./decisions.js").Decisions} Decisions
 * @typedef {import("./decisions.js").Snooze} Snooze
 * @typedef {"today"|"month"|"always"} Length how long she wants quiet
 * @typedef {"open"|"badge"|"none"} Loudness
 */

const DAY = 86_400_000;

export const BUDGET = Object.freeze({
  /** Over all rules. */
  openingsADay: 3,
  /** Until when quiet lasts that was asked for at a moment (ms since 1970). Her own midnight ends today. */
  snoozes: Object.freeze({
    today: (/** @type {number} */ at) => new Date(at).setHours(24, 0, 0, 0),
    month: (/** @type {number} */ at) => at + 30 * DAY,
    always: () => Infinity,
  }),
  /** Of how many claims of one rule we remember that they were told. */
  claimsRemembered: 8,
});

/** In the order in which they are offered. */
export const LENGTHS = /** @type {Length[]} */ (Object.keys(BUDGET.snoozes));

/**
 * @param {{effects: import("../rule-list/effects.js").Effects, claim: string}} rule
 * @param {Decisions} decisions
 * @param {number} now ms since 1970
 * @returns {Loudness}
 */
export function loudness({ effects, claim }, decisions, now) {
  if (!effects.badge || isQuiet(decisions, claim, now)) return "none";
  if (!effects.opens || decisions.neverOpen || decisions.told.includes(claim)) return "badge";
  return decisions.openedToday < BUDGET.openingsADay ? "open" : "badge";
}

/**
 * Whether she has asked for quiet about this claim. A claim that is not the one she silenced may speak once: until it was
 * told, or until she looks at it.
 *
 * @param {Pick<Decisions, "snooze" | "told">} decisions
 * @param {string} claim
 * @param {number} now
 */
export function isQuiet({ snooze, told }, claim, now) {
  if (!snooze || snoozedUntil(snooze) <= now) return false;
  return snooze.claim === claim || told.includes(claim);
}

/**
 * @param {Snooze} snooze
 * @returns {number} ms since 1970; `Infinity` for good
 */
export function snoozedUntil({ length, at }) {
  return BUDGET.snoozes[length](at);
}

/**
 * The day of an opening, by her own calendar.
 * @param {number} now
 */
export function dayOf(now) {
  return new Date(now).toDateString();
}
