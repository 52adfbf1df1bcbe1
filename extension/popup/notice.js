import { sourcesOf } from "../rule-list/parse.js";
import { element, shape, statement } from "../shared/dom.js";
import { SHAPES } from "../shared/shapes.js";

/**
 * The notice about one rule: what is asked, what to do instead, then who says so and what happened. Pure from data to
 * nodes.
 *
 * @typedef {import("../rule-list/parse.js").Rule} Rule
 * @typedef {import("../rule-list/parse.js").Source} Source
 * @typedef {import("../rule-list/standing.js").Claim} Claim
 * @typedef {{words: import("../rule-list/words.js").Words, translate: import("../shared/messages.js").Translate,
 *   day: string}} Language `day`: today
 */

const ENGLISH = { lang: "en", dir: "auto" };

/**
 * @param {Rule} rule
 * @param {Claim[]} claims the deciding one first
 * @param {{muted?: string, onGoBack?: () => void, libraryAdvice?: HTMLElement[]}} options
 * @param {Language} language
 * @returns {HTMLElement[]}
 */
export function noticeOf(rule, claims, { muted, onGoBack, libraryAdvice = [] }, language) {
  const { translate } = language;
  const [first, ...further] = claims;
  return [
    element("div", {}, element("h1", {}, rule.name), element("p", { class: "by" }, translate("made_by", rule.vendor))),
    muted ? element("p", { class: "note" }, translate("muted", muted)) : null,
    ...libraryAdvice,
    // A rule with advice leads with what helps today; the claim itself may be history.
    rule.advice ? adviceOf(rule, language) : null,
    claimOf(rule, first, language),
    // What the library advises stands above it: the focus would scroll that out of sight.
    rule.advice ? null : insteadOf(first, { onGoBack, focused: libraryAdvice.length === 0 }, language),
    evidenceOf(rule, first, language),
    ...further.map((claim) => claimOf(rule, claim, language, "further")),
    replyOf(rule, language),
  ].filter((node) => node !== null);
}

/**
 * @param {Rule} rule
 * @param {Language} language
 */
function adviceOf(rule, { words, translate }) {
  const items = (rule.advice ?? []).map((text) =>
    statement(
      "li",
      {},
      words.said((own) => own.text(text)),
    ),
  );
  return element(
    "section",
    { class: "instead" },
    element("h2", {}, translate("helps_today")),
    element("ul", {}, ...items),
  );
}

/**
 * @param {Rule} rule
 * @param {Claim} claim
 * @param {Language} language
 * @param {string} [kind]
 */
function claimOf(rule, { disclosure, standing }, language, kind = "") {
  const { words, translate } = language;
  const sources = sourcesOf(rule, disclosure);
  return element(
    "article",
    { class: `claim ${standing.name} ${kind}` },
    element(
      "p",
      { class: `badge ${standing.name}` },
      shape(SHAPES[standing.name]),
      translate(`badge_${standing.name}`),
    ),
    statement(
      "p",
      { class: "says" },
      words.said((own) => own.claim({ disclosure, standing }, sources)),
    ),
    element("p", { class: "by" }, words.attribution(sources)),
    ...(kind ? [ownWayOut(disclosure, words), evidenceOf(rule, { disclosure }, language)] : []),
  );
}

/**
 * What happened when, who says so, and how fresh that is.
 *
 * @param {Rule} rule
 * @param {Pick<Claim, "disclosure">} claim
 * @param {Language} language
 */
function evidenceOf(rule, { disclosure }, language) {
  const { words, translate, day } = language;
  const sources = sourcesOf(rule, disclosure);
  return element(
    "div",
    { class: "evidence" },
    historyOf(disclosure, language),
    sources.length > 0 && element("p", { class: "by checked" }, words.checked(sources, day)),
    element(
      "details",
      {},
      element("summary", {}, translate("who_says_so")),
      element("ul", { class: "sources" }, ...sources.map((source) => sourceOf(source, language))),
    ),
  );
}

/**
 * @param {Claim} claim
 * @param {{onGoBack?: () => void, focused: boolean}} button
 * @param {Language} language
 */
function insteadOf({ disclosure, standing }, { onGoBack, focused }, { words, translate }) {
  if (standing.name !== "required" && standing.name !== "avoidable" && !disclosure.instead) return null;
  const fallbacks = standing.name === "required" ? ["instead_address", "instead_ask", "instead_stop"] : [];
  return element(
    "section",
    { class: "instead" },
    element("h2", {}, translate("instead")),
    ownWayOut(disclosure, words),
    // High enough to be seen without scrolling: the browser scrolls to what has the focus.
    onGoBack &&
      element("button", { class: "main", autofocus: focused, onclick: onGoBack, id: "go-back" }, translate("go_back")),
    fallbacks.length > 0 && element("ul", {}, ...fallbacks.map((key) => element("li", {}, translate(key)))),
  );
}

/**
 * @param {import("../rule-list/parse.js").Disclosure} disclosure
 * @param {Language["words"]} words
 */
function ownWayOut({ instead }, words) {
  return instead
    ? statement(
        "p",
        {},
        words.said((own) => own.text(instead)),
      )
    : null;
}

/**
 * @param {import("../rule-list/parse.js").Disclosure} disclosure
 * @param {Language} language
 */
function historyOf(disclosure, { words, translate }) {
  const dates = /** @type {const} */ ([
    ["history_announced", disclosure.announced_on],
    ["history_postponed", disclosure.postponed_on],
    ["history_in_force", disclosure.in_force_from],
    ["history_withdrawn", disclosure.withdrawn_on],
  ]);
  const rows = dates.flatMap(([key, day]) =>
    day ? [element("dt", {}, translate(key)), element("dd", {}, words.date(day))] : [],
  );
  return rows.length > 0 ? element("dl", { class: "dates", "aria-label": translate("history") }, ...rows) : null;
}

/**
 * @param {Source} source
 * @param {Language} language
 */
function sourceOf(source, language) {
  const { words, translate } = language;
  const link = source.url
    ? element(
        "a",
        { href: source.url, target: "_blank", rel: "noreferrer", ...(source.title && ENGLISH) },
        source.title ?? translate("the_page_of_source"),
      )
    : source.title && element("span", ENGLISH, source.title);
  return element(
    "li",
    {},
    // What sources say, and what companies answer, is dated and in English: it is not translated by machine.
    element("p", ENGLISH, source.says),
    element(
      "p",
      { class: "from" },
      `${source.publisher}, `,
      link,
      ". ",
      datedText(source, language),
      " ",
      translate(source.copy === "stored" ? "source_read_stored" : "source_read", words.date(source.read_on)),
    ),
  );
}

/**
 * @param {Source} source
 * @param {Language} language
 */
function datedText(source, { words, translate }) {
  if (source.published_on) return translate("source_dated", words.sourceDate(source));
  return source.date_note ? translate("source_noted", source.date_note) : translate("source_undated");
}

/**
 * @param {Rule} rule
 * @param {Language} language
 */
function replyOf({ vendor, vendor_reply: reply }, { words, translate }) {
  if (!reply) return null;
  return element(
    "section",
    {},
    element("h2", {}, translate("company_says", vendor)),
    element("p", ENGLISH, reply.text),
    element("p", { class: "from" }, words.date(reply.received_on)),
  );
}
