/**
 * When to look for a newer list. The next time is stored as a point in time: neither a restart of the browser nor one
 * of the background asks again.
 *
 * @typedef {{nextCheck?: number, checkedAt?: number, failures: number, failedAt?: number, failure?: string}} Schedule
 */

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** @type {Schedule} */
export const UNSCHEDULED = { failures: 0 };

/**
 * What was stored, without anything that was damaged.
 *
 * @param {any} stored
 * @returns {Schedule}
 */
export function scheduleFrom(stored) {
  if (!Number.isInteger(stored?.failures)) return UNSCHEDULED;
  const moments = ["nextCheck", "checkedAt", "failedAt"].filter((name) => Number.isFinite(stored[name]));
  return {
    failures: Math.max(0, stored.failures),
    ...Object.fromEntries(moments.map((name) => [name, stored[name]])),
    ...(typeof stored.failure === "string" && { failure: stored.failure }),
  };
}

/**
 * After the first start: at a random moment of the first hour, so that a fleet does not ask all at once.
 *
 * @param {number} now
 * @param {() => number} random 0 to 1
 * @returns {Schedule}
 */
export function firstCheck(now, random) {
  return { ...UNSCHEDULED, nextCheck: now + random() * 60 * MINUTE };
}

/**
 * After success: a day later, give or take half of one.
 *
 * @param {number} now
 * @param {() => number} random
 * @returns {Schedule}
 */
export function afterSuccess(now, random) {
  return { failures: 0, checkedAt: now, nextCheck: now + DAY * (0.5 + random()) };
}

/**
 * After a failure: 15 minutes, doubled each time, at most a day.
 *
 * @param {Schedule} last
 * @param {string} failure what to show
 * @param {number} now
 * @param {() => number} random
 * @returns {Schedule}
 */
export function afterFailure(last, failure, now, random) {
  const wait = Math.min(15 * MINUTE * 2 ** Math.min(last.failures, 10) * (1 + random()), DAY);
  return { ...last, failures: last.failures + 1, failure, failedAt: now, nextCheck: now + wait };
}

/**
 * Whether it is time. A clock that was set back must not stop the checks: nothing is ever planned over two days ahead.
 *
 * @param {Schedule} schedule
 * @param {number} now
 */
export function isDue({ nextCheck }, now) {
  return nextCheck !== undefined && (now >= nextCheck || nextCheck - now > 2 * DAY);
}
