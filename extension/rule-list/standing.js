import { sourcesOf } from "./parse.js";

/**
 * Standing: what a patron is shown today, computed from level, status, evidence and dates. `server/rules/standing.py`
 * computes the same; `tests/vectors/standing.jsonl` holds both to one table. Days are ISO dates, which sort as text.
 *
 * @typedef {import("./parse.js").Disclosure} Disclosure
 * @typedef {import("./parse.js").Source} Source
 * @typedef {import("./parse.js").Rule} Rule
 * @typedef {import("./parse.js").Term} Term
 * @typedef {"required"|"avoidable"|"reported"|"announced"|"disputed"|"unclear"|"tip"|"optional"|"past"|"enough"} Name
 * @typedef {{name: Name, reason: string, confirmedOn: string | null}} Standing
 * @typedef {{disclosure: Disclosure, standing: Standing}} Claim
 */

/** In the order in which a rule shows its disclosures; the first one decides what the browser does. */
export const ORDER = /** @type {const} */ ([
  "required",
  "avoidable",
  "reported",
  "announced",
  "disputed",
  "unclear",
  "tip",
  "optional",
  "past",
  "enough",
]);

const SOURCE_COUNTS_FOR_YEARS = 5;
const CONFIRM_TOGETHER = ["library", "consortium", "association", "walk-through"];

/**
 * A rule's disclosures with their standings, the deciding one first.
 *
 * @param {Rule} rule
 * @param {Map<string, Term>} terms
 * @param {string} today never earlier than the list's own date
 * @param {boolean} [muted]
 * @returns {Claim[]}
 */
export function claimsOf(rule, terms, today, muted = false) {
  return rule.disclosures
    .map((disclosure) => ({
      disclosure,
      standing: standingOf(disclosure, sourcesOf(rule, disclosure), terms, today, muted),
    }))
    .sort((a, b) => ORDER.indexOf(a.standing.name) - ORDER.indexOf(b.standing.name));
}

/**
 * @param {Disclosure} disclosure
 * @param {Source[]} sources
 * @param {Map<string, Term>} terms
 * @param {string} today
 * @param {boolean} [muted]
 * @returns {Standing}
 */
export function standingOf(disclosure, sources, terms, today, muted = false) {
  if (muted) return standing("disputed", "muted");
  const settled = byStatus(disclosure, today);
  if (settled) return settled;
  if (disclosure.asker === "library") return standing("tip", "the-library-asks");
  if (disclosure.data.every((id) => terms.get(id)?.warns === false)) return goodNews(sources, today);
  if (disclosure.level === "optional") return standing("optional", "extra-features-only");
  if (disclosure.level === "unclear") return standing("unclear", "source-does-not-say");
  return confirmedOrReported(disclosure, sources, today);
}

/**
 * @param {Disclosure} disclosure
 * @param {string} today
 */
function byStatus({ status, in_force_from: day }, today) {
  if (status === "withdrawn") return standing("past", "withdrawn");
  if (status === "disputed") return standing("disputed", "vendor-disagrees");
  if (status !== "announced") return null;
  if (!day) return standing("announced", "not-yet");
  return day > today ? standing("announced", "day-set") : standing("reported", "day-passed-unconfirmed");
}

/**
 * @param {Source[]} sources
 * @param {string} today
 */
function goodNews(sources, today) {
  const valid = counting(sources, today);
  return valid.length > 0
    ? standing("enough", "asks-for-nothing-about-the-patron", newest(valid))
    : standing("enough", "good-news-from-old-sources-only");
}

/**
 * @param {Disclosure} disclosure
 * @param {Source[]} sources
 * @param {string} today
 */
function confirmedOrReported(disclosure, sources, today) {
  const level = disclosure.level === "required" ? "required" : "avoidable";
  if (disclosure.review_by < today) return standing("reported", "review-overdue");
  const valid = counting(sources, today);
  if (valid.some(({ kind }) => kind === "vendor")) return standing(level, "confirmed-by-the-vendor", newest(valid));
  const publishers = new Set(valid.filter(confirmsTogether).map(({ publisher }) => publisher));
  if (publishers.size > 1) return standing(level, "confirmed-by-two-independent-sources", newest(valid));
  if (publishers.size === 1) return standing("reported", "one-source-only");
  const tooOld = sources.some((source) => source.kind === "vendor" || confirmsTogether(source));
  return standing("reported", tooOld ? "sources-over-five-years-old" : "press-configuration-or-persons-only");
}

/**
 * The sources that are undated or not over five years old.
 *
 * @param {Source[]} sources
 * @param {string} today
 */
function counting(sources, today) {
  const oldest = yearsBefore(today, SOURCE_COUNTS_FOR_YEARS);
  return sources.filter(({ published_on: on }) => on === undefined || earliest(on) >= oldest);
}

/** @param {Source[]} sources */
function newest(sources) {
  const dates = sources
    .filter((source) => source.kind === "vendor" || confirmsTogether(source))
    .flatMap(({ published_on: on }) => on ?? []);
  return dates.reduce(
    (/** @type {string | null} */ best, on) => (best && earliest(best) >= earliest(on) ? best : on),
    null,
  );
}

/** @param {Source} source */
function confirmsTogether({ kind }) {
  return CONFIRM_TOGETHER.includes(kind);
}

/**
 * The first day that a partial date (`2024`, `2024-05`, `2024-05-17`) can mean.
 * @param {string} partial
 */
export function earliest(partial) {
  return `${partial}-01-01`.slice(0, 10);
}

/**
 * @param {string} day
 * @param {number} years
 */
function yearsBefore(day, years) {
  const earlier = `${String(Number(day.slice(0, 4)) - years).padStart(4, "0")}${day.slice(4)}`;
  return earlier.endsWith("-02-29") && !isLeap(Number(earlier.slice(0, 4))) ? earlier.replace("-29", "-28") : earlier;
}

/** @param {number} year */
function isLeap(year) {
  return new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
}

/**
 * @param {Name} name
 * @param {string} reason
 * @param {string | null} [confirmedOn]
 * @returns {Standing}
 */
function standing(name, reason, confirmedOn = null) {
  return { name, reason, confirmedOn };
}
