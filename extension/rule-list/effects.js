/**
 * What a standing does in the browser: the table of the design, section 5.
 *
 * @typedef {import("./standing.js").Claim} Claim
 * @typedef {{icon: "alert"|"lit", badge: boolean, opens: boolean}} Effects
 */

/** @type {Effects} */
const NEUTRAL = { icon: "lit", badge: false, opens: false };
/** @type {Effects} */
const WARNING = { icon: "alert", badge: true, opens: true };

/**
 * @param {Claim} claim a rule's first
 * @returns {Effects}
 */
export function effectsOf({ standing: { name, reason } }) {
  if (name === "required" || name === "avoidable") return WARNING;
  if (reason === "day-set") return { icon: "alert", badge: true, opens: false };
  return NEUTRAL;
}

/**
 * How a link to the resource is marked on a library's page; null: not at all.
 *
 * @typedef {"warning"|"neutral"|"good"} Look
 * @param {import("./parse.js").Rule} rule
 * @param {Claim} claim its first
 * @returns {Look | null}
 */
export function lookOf({ advice }, { standing: { name, reason } }) {
  if (name === "required" || name === "avoidable" || reason === "day-set") return "warning";
  if (name === "reported" || name === "announced" || name === "disputed") return "neutral";
  return name === "past" && advice ? "good" : null;
}

/**
 * What a rule claims, as text: when it changes, a patron who was warned before may be warned once more.
 *
 * @param {Claim} claim
 */
export function claimVersion({ disclosure, standing }) {
  return [standing.name, disclosure.id, disclosure.step, ...disclosure.data].join(" ");
}
