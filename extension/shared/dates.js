/**
 * Days as ISO text, and how they are shown.
 */

/**
 * Today in UTC, but never before `floor` (the list's date): a clock that is years slow must not revive old claims.
 *
 * @param {number} now ms since 1970
 * @param {string} floor ISO date
 */
export function today(now, floor) {
  const day = new Date(now).toISOString().slice(0, 10);
  return day > floor ? day : floor;
}

/**
 * The same for a clock: a moment before the list's day cannot be now.
 *
 * @param {() => number} now
 * @param {string} floor ISO date
 * @returns {() => number}
 */
export function notBefore(now, floor) {
  return () => Math.max(now(), Date.parse(floor));
}

/**
 * A day, month or year in a language.
 *
 * @param {string} partial `2024`, `2024-05` or `2024-05-17`
 * @param {string} language
 */
export function dateText(partial, language) {
  const parts = partial.split("-").map(Number);
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { timeZone: "UTC", year: "numeric" };
  if (parts.length > 1) options.month = "long";
  if (parts.length > 2) options.day = "numeric";
  // The day before the month in English too, as the list's own texts have it.
  const locale = language === "en" ? "en-GB" : language;
  return new Intl.DateTimeFormat(locale, options).format(Date.UTC(parts[0], (parts[1] ?? 1) - 1, parts[2] ?? 1));
}

/** Minutes in each unit. @type {[number, Intl.RelativeTimeFormatUnit][]} */
const UNITS = [
  [525_600, "year"],
  [43_800, "month"],
  [1440, "day"],
  [60, "hour"],
  [1, "minute"],
];

/**
 * How long ago, in the largest unit that fits: "3 months ago".
 *
 * @param {number} then ms since 1970
 * @param {number} now
 * @param {string} language
 * @param {typeof UNITS} [units] the smallest one last
 */
export function agoText(then, now, language, units = UNITS) {
  const minutes = Math.max(0, Math.round((now - then) / 60_000));
  const [size, unit] = units.find(([length]) => minutes >= length) ?? units[units.length - 1];
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-Math.round(minutes / size), unit);
}

/**
 * The same between two days: "today", "3 months ago". No day lies ahead: a clock may be slow.
 *
 * @param {string} day ISO date
 * @param {string} now ISO date
 * @param {string} language
 */
export function daysAgoText(day, now, language) {
  return agoText(Date.parse(day), Date.parse(now), language, UNITS.slice(0, 3));
}
