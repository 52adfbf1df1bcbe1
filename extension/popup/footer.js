import { freshOn, isOld } from "../background/resting.js";
import { agoText } from "../shared/dates.js";
import { element } from "../shared/dom.js";
import { levelText } from "../shared/level.js";

/**
 * Links to our website, and what the list in use is: its number, date, check number and age.
 *
 * @typedef {import("../rule-list/parse.js").RuleList} RuleList
 * @typedef {import("../shared/messages.js").Translate} Translate
 */

/**
 * Links carry a campaign's id at most, never a rule's: our server must not learn which page a patron was on. The one to
 * the form for corrections is the exception, and shows what it sends.
 *
 * @param {RuleList} list
 * @param {string | undefined} campaignId
 * @param {string} site
 * @param {object} how
 * @param {Translate} how.translate
 * @param {import("../rule-list/words.js").Words} how.words
 * @param {import("../managed/settings.js").Settings["campaign_links"]} how.links record-only: what happened is said, and
 *   no page is opened on which one can sign, donate or share
 * @returns {HTMLElement[]}
 */
export function linksOf(list, campaignId, site, { translate, words, links }) {
  if (links === "off") return [];
  const campaign = campaignId && list.campaigns.get(campaignId);
  const lead = (/** @type {string} */ path, /** @type {string} */ text, /** @type {string} */ id) =>
    links === "full" ? outside(`${site}${path}`, text, translate, id) : text;
  return [
    element(
      "ul",
      { class: "links" },
      campaign &&
        element(
          "li",
          {},
          `${translate("part_of")} `,
          lead(`/campaigns/${campaign.id}/`, words.text(campaign.title), "campaign-link"),
        ),
      element(
        "li",
        {},
        lead("/libraries/", translate("libraries_link"), "libraries-link"),
        ` ${translate("libraries_count", list.listed, list.joined.length)}`,
      ),
    ),
  ];
}

/**
 * What the list in use is: its number, date, check number and age.
 *
 * @param {import("../shared/surface.js").Surface} surface
 * @param {number} now
 * @returns {HTMLElement[]}
 */
export function listFacts({ list, mutes, sha256, mutesSha256, schedule, edition, words, translate }, now) {
  const { header } = list;
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
    element("p", {}, `${translate("muted_count", mutes.size)} · ${translate("check_number", short(mutesSha256))}`),
    element("p", {}, outside(`${edition.site}/releases/`, translate("every_list"), translate, "releases-link")),
    schedule.failedAt && element("p", {}, translate("list_failed", age(schedule.failedAt))),
  ].filter((node) => node instanceof HTMLElement);
}

/**
 * Said first of all where the list is too old to rely on.
 *
 * @param {import("../shared/surface.js").Surface} surface
 * @param {number} now
 * @returns {HTMLElement[]}
 */
export function oldNote({ list, schedule, translate, language }, now) {
  const { date } = list.header;
  if (!isOld(date, schedule, now)) return [];
  const age = agoText(freshOn(date, schedule, now), now, language);
  return [element("p", { class: "note", id: "list-old" }, translate("list_old", age))];
}

/**
 * "Something wrong here?": first what the link sends, then the link.
 *
 * @param {string} site
 * @param {import("../rule-list/parse.js").Rule | null} rule
 * @param {Translate} translate
 */
export function somethingWrong(site, rule, translate) {
  const address = `${site}/corrections/${rule ? `${rule.id}/` : ""}`;
  return element(
    "details",
    { id: "wrong" },
    element("summary", {}, translate("wrong")),
    element("p", {}, translate("wrong_sends")),
    element("p", {}, element("code", { id: "wrong-address", dir: "ltr" }, address)),
    element("p", {}, rule ? translate("wrong_tells", rule.name) : translate("wrong_tells_nothing")),
    element("p", {}, outside(address, translate("wrong_open"), translate, "wrong-link")),
  );
}

/**
 * @param {import("../shared/surface.js").Surface} surface
 * @param {import("../shared/level.js").Level} level
 * @param {{id: number} | undefined} tab
 * @param {number} now
 */
export function footerOf(surface, level, tab, now) {
  const { translate } = surface;
  const own = (/** @type {string} */ href, /** @type {string} */ key, /** @type {string} */ id) =>
    element("a", { href, target: "_blank", id }, translate(key));
  return [
    element(
      "p",
      { id: "level" },
      levelText(level, translate),
      " ",
      own("../options/options.html", "settings", "settings-link"),
    ),
    ...listFacts(surface, now),
    element("p", {}, translate("we_list")),
    // The browser caps the popup's size and zooms it by itself; a tab has neither limit.
    tab && element("p", {}, own(`popup.html?tab=${tab.id}`, "own_tab", "own-tab")),
  ].filter((node) => node instanceof HTMLElement);
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
