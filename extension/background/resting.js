import { agoText } from "../shared/dates.js";

/**
 * What the icon shows wherever there is nothing to say: that all is well, that the library has switched the notices off,
 * or that the list is too old to rely on.
 *
 * @typedef {import("./icon.js").Look} Look
 * @typedef {import("./update-schedule.js").Schedule} Schedule
 */

/** In ms. A copy looks for a newer list each day: one that found none for so long is behind. */
export const OLD_AFTER = 90 * 86_400_000;

/**
 * When the list was last known to be the newest one: on its own day, or at the last look that went well.
 *
 * @param {string} date the list's, ISO
 * @param {Schedule} schedule
 * @param {number} now ms since 1970; a look that lies ahead was made by a wrong clock
 */
export function freshOn(date, { checkedAt = 0 }, now) {
  return Math.max(Date.parse(date), checkedAt > now ? 0 : checkedAt);
}

/**
 * @param {string} date
 * @param {Schedule} schedule
 * @param {number} now
 */
export function isOld(date, schedule, now) {
  return now - freshOn(date, schedule, now) > OLD_AFTER;
}

/**
 * @param {{policy: import("../managed/policy.js").Policy, date: string, schedule: Schedule, now: number}} known
 * @param {import("../shared/messages.js").Translate} translate
 * @param {string} language
 * @returns {Look}
 */
export function restingLook({ policy, date, schedule, now }, translate, language) {
  const look = { badge: false };
  if (policy.state === "here" && policy.settings.notices === "off") {
    return { ...look, picture: "off", title: translate("title_off") };
  }
  if (isOld(date, schedule, now)) {
    const age = agoText(freshOn(date, schedule, now), now, language);
    return { ...look, picture: "old", title: translate("title_old", age) };
  }
  return { ...look, picture: "quiet", title: translate("extension_name") };
}
