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

/**
 * How long ago, in the largest unit that fits: "3 months ago".
 *
 * @param {number} then ms since 1970
 * @param {number} now
 * @param {string} language
 */
export function agoText(then, now, language) {
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const minutes = Math.max(0, Math.round((now - then) / 60_000));
  /** @type {[number, Intl.RelativeTimeFormatUnit][]} */
  const units = [
    [525_600, "year"],
    [43_800, "month"],
    [1440, "day"],
    [60, "hour"],
    [1, "minute"],
  ];
  const [size, unit] = units.find(([length]) => minutes >= length) ?? [1, "minute"];
  return format.format(-Math.round(minutes / size), unit);
}
