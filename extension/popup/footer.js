import { agoText } from "../shared/dates.js";
import { element } from "../shared/dom.js";

/**
 * Links to our website, and what the list in use is: its number, date, check number and age.
 *
 * @typedef {import("../rule-list/parse.js").RuleList} RuleList
 * @typedef {import("../shared/messages.js").Translate} Translate
 */

/**
 * Links carry a campaign's id at most, never a rule's: our server must not learn which page a patron was on.
 *
 * @param {RuleList} list
 * @param {string | undefined} campaignId
 * @param {string} site
 * @param {{translate: Translate, words: import("../rule-list/words.js").Words}} language
 */
export function linksOf(list, campaignId, site, { translate, words }) {
  const campaign = campaignId && list.campaigns.get(campaignId);
  return element(
    "ul",
    { class: "links" },
    campaign &&
      element(
        "li",
        {},
        `${translate("part_of")} `,
        outside(`${site}/campaigns/${campaign.id}/`, words.text(campaign.title), translate, "campaign-link"),
      ),
    element(
      "li",
      {},
      outside(`${site}/libraries/`, translate("libraries_link"), translate, "libraries-link"),
      ` ${translate("libraries_count", list.listed, list.participants)}`,
    ),
  );
}

/**
 * @param {object} facts
 * @param {RuleList} facts.list
 * @param {string} facts.sha256 of the list
 * @param {string} facts.mutesSha256 of the list of suspended warnings
 * @param {number} facts.muted how many warnings are suspended
 * @param {import("../background/update-schedule.js").Schedule} facts.schedule
 * @param {import("../shared/package-files.js").Edition} facts.edition
 * @param {{id: number} | undefined} facts.tab
 * @param {number} facts.now
 * @param {{translate: Translate, words: import("../rule-list/words.js").Words}} language
 */
export function factsOf(facts, { translate, words }) {
  const { schedule, edition, tab, now, sha256, mutesSha256, muted } = facts;
  const { header } = facts.list;
  const day = words.date(header.date);
  const age = (/** @type {number} */ then) => agoText(then, now, words.language);
  let state = translate("list_no_updates", header.release, day);
  if (edition.updates) {
    state = schedule.checkedAt
      ? translate("list_facts", header.release, day, age(schedule.checkedAt))
      : translate("list_never_checked", header.release, day);
  }
  return [
    header.starter && element("p", { class: "note" }, translate("starter")),
    element("p", {}, `${state} · ${translate("check_number", short(sha256))}`),
    element("p", {}, `${translate("muted_count", muted)} · ${translate("check_number", short(mutesSha256))}`),
    element("p", {}, outside(`${edition.site}/releases/`, translate("every_list"), translate, "releases-link")),
    schedule.failedAt && element("p", {}, translate("list_failed", age(schedule.failedAt))),
    element("p", {}, translate("we_list")),
    element("p", {}, outside(`${edition.site}/`, translate("wrong"), translate, "wrong-link")),
    // The browser caps the popup's size and zooms it by itself; a tab has neither limit.
    tab &&
      element(
        "p",
        {},
        element("a", { href: `popup.html?tab=${tab.id}`, target: "_blank", id: "own-tab" }, translate("own_tab")),
      ),
  ].filter((node) => node instanceof Node);
}

/** @param {string} hash */
const short = (hash) => `${hash.slice(0, 4)} ${hash.slice(4, 8)}`;

/**
 * @param {string} href
 * @param {string} text
 * @param {Translate} translate
 * @param {string} id
 */
export function outside(href, text, translate, id) {
  const note = element("small", {}, ` (${translate("opens_website")})`);
  return element("a", { href, id, target: "_blank", rel: "noreferrer" }, text, note);
}
