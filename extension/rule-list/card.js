import { lookOf } from "./effects.js";
import { sourcesOf } from "./parse.js";

/**
 * What a mark on a library's page says, and the small card behind it: plain text, ready to be put into nodes there.
 *
 * @typedef {import("./parse.js").Rule} Rule
 * @typedef {import("./standing.js").Claim} Claim
 * @typedef {{words: import("./words.js").Words, translate: import("../shared/messages.js").Translate, day: string}}
 *   Language `day`: today
 *
 * @typedef {"sure"|"appears"|"name"} How how the link was recognised: its target, a target that may be another, its name
 * @typedef {object} Card
 * @property {import("./effects.js").Look} look
 * @property {string} standing
 * @property {Record<How, string>} marks the text after the link
 * @property {Record<How, string>} cautions what the card says about the link itself; empty if there is nothing to say
 * @property {string} heading
 * @property {string} by
 * @property {string} badge
 * @property {import("./words.js").Said} says
 * @property {string} sources
 * @property {string} checked when somebody last read them; empty without any
 * @property {string} instead heading of `advice`
 * @property {import("./words.js").Said[]} advice
 */

const SHOWN_DATA = 2;

/**
 * @param {Rule} rule
 * @param {Claim[]} claims the deciding one first
 * @param {Language} language
 * @returns {Card | null} null if links to it are not marked
 */
export function cardOf(rule, [claim], { words, translate, day }) {
  const look = lookOf(rule, claim);
  if (!look) return null;
  const { disclosure, standing } = claim;
  const sources = sourcesOf(rule, disclosure);
  const text = markText(claim, words, translate);
  return {
    look,
    standing: standing.name,
    marks: {
      sure: text,
      appears: translate("mark_appears", rule.name, text),
      name: translate("mark_may_lead", rule.name, text),
    },
    cautions: {
      sure: "",
      appears: translate("card_appears", rule.name),
      name: translate("card_may_lead", rule.name),
    },
    heading: rule.name,
    by: translate("made_by", rule.vendor),
    badge: translate(`badge_${standing.name}`),
    says: words.said((own) => own.claim(claim, sources)),
    sources: words.attribution(sources),
    checked: sources.length > 0 ? words.checked(sources, day) : "",
    instead: translate(rule.advice ? "helps_today" : "instead"),
    advice: adviceOf(rule, claim, { words, translate, day }),
  };
}

/**
 * "asks for your e-mail address and your name", as strongly as the standing carries.
 *
 * @param {Claim} claim
 * @param {import("./words.js").Words} words
 * @param {import("../shared/messages.js").Translate} translate
 */
function markText({ disclosure, standing: { name, reason } }, words, translate) {
  const { announced_on: announced, in_force_from: day } = disclosure;
  const data = shortData(disclosure.data, words, translate);
  if (name === "announced" && day) return translate("mark_planned_day", words.date(day), data);
  if (name === "announced") return translate("mark_planned", data);
  if (name === "past") return translate(announced && !day ? "mark_past_plan" : "mark_past", data);
  const demand = demandText(disclosure, data, words, translate);
  if (name === "required") return demand;
  return translate(reason === "review-overdue" ? "mark_overdue" : `mark_${name}`, demand);
}

/**
 * @param {Claim["disclosure"]} disclosure
 * @param {string} data
 * @param {import("./words.js").Words} words
 * @param {import("../shared/messages.js").Translate} translate
 */
function demandText({ how, or_data: other }, data, words, translate) {
  if (how === "from-library-record") return translate("mark_from_record", data);
  return other?.length
    ? translate("mark_asks_or", data, shortData(other, words, translate))
    : translate("mark_asks", data);
}

/**
 * The two first things that matter: what she gives to her library anyway, or makes up, is left to the card.
 *
 * @param {string[]} data
 * @param {import("./words.js").Words} words
 * @param {import("../shared/messages.js").Translate} translate
 */
function shortData(data, words, translate) {
  const telling = data.filter((id) => words.list.terms.get(id)?.warns !== false);
  const named = telling.length > 0 ? telling : data;
  const shown = words.data(named.slice(0, SHOWN_DATA));
  return named.length > SHOWN_DATA ? translate("and_more", shown) : shown;
}

/**
 * @param {Rule} rule
 * @param {Claim} claim
 * @param {Language} language
 */
function adviceOf({ advice }, { disclosure, standing }, { words, translate }) {
  const said = (/** @type {import("./parse.js").LocalText} */ text) => words.said((own) => own.text(text));
  if (advice) return advice.map(said);
  const fallbacks = standing.name === "required" ? ["instead_address", "instead_ask", "instead_stop"] : [];
  const own = disclosure.instead ? [said(disclosure.instead)] : [];
  return [...own, ...fallbacks.map((key) => ({ text: translate(key), lang: "", original: "" }))];
}
