import { quietText } from "../popup/snooze.js";
import { element } from "../shared/dom.js";
import { originsOf } from "../shared/grants.js";
import { radios } from "./fields.js";

/**
 * Warnings by themselves: how loud, on which sites, and which are kept quiet.
 *
 * @typedef {import("../shared/surface.js").Surface} Surface
 * @typedef {import("../shared/level.js").Level} Level
 * @typedef {import("./options.js").Tools} Tools
 */

/**
 * @param {Level} level
 * @param {Surface} surface
 * @param {Tools} tools
 * @returns {Promise<HTMLElement[]>}
 */
export async function loudPart(level, surface, tools) {
  const { translate } = surface;
  const { decisions, keep } = tools;
  const { neverOpen, quiet } = await decisions.overview();
  const choices = [
    { value: "once", label: translate("loud_once") },
    { value: "badge", label: translate("loud_badge") },
  ];
  const save = (/** @type {string} */ value) =>
    keep("loud", decisions.setNeverOpen(value === "badge"), translate("saved"));
  return [
    element("h2", {}, translate("loud_heading")),
    radios("loudness", translate("loud_legend"), choices, neverOpen ? "badge" : "once", (value) => void save(value))
      .node,
    element("h3", {}, translate("loud_sites")),
    ...sites(level, surface, tools),
    element("h3", {}, translate("quiet_heading")),
    ...quietSites(quiet, surface, tools),
  ];
}

/**
 * @param {Level} level
 * @param {Surface} surface
 * @param {Tools} tools
 */
function sites({ granted, others }, { translate }, { browser, done }) {
  const stop = async (/** @type {import("../rule-list/parse.js").Rule} */ { hosts = [] }) => {
    await browser.permissions.remove({ origins: originsOf(hosts) });
    await done("loud", translate("saved"));
  };
  const ask = async () => {
    const origins = others.flatMap(({ hosts = [] }) => originsOf(hosts));
    const allowed = await browser.permissions.request({ origins });
    await done("loud", translate(allowed ? "saved" : "refused"));
  };
  const rows = granted.map((rule) =>
    row(rule.name, translate("stop_site"), translate("stop_site_name", rule.name), `stop-${rule.id}`, () => stop(rule)),
  );
  return [
    granted.length > 0 ? element("ul", { class: "addresses" }, ...rows) : element("p", {}, translate("loud_none")),
    ...(others.length > 0
      ? [
          element("p", { class: "by" }, translate("ask_rest_reason")),
          element(
            "button",
            { onclick: () => void ask(), id: "ask-rest" },
            translate("ask_rest", granted.length + others.length),
          ),
        ]
      : []),
  ];
}

/**
 * @param {{rule: string, until: number}[]} quiet
 * @param {Surface} surface
 * @param {Tools} tools
 */
function quietSites(quiet, { list, words, translate }, { decisions, keep }) {
  if (quiet.length === 0) return [element("p", {}, translate("quiet_none"))];
  const end = (/** @type {string} */ rule) => keep("loud", decisions.endSnooze(rule), translate("saved"));
  const rows = quiet.map(({ rule, until }) => {
    const name = list.rules.get(rule)?.name ?? rule;
    const text = quietText(name, until, translate, (day) => words.date(day));
    return row(text, translate("snooze_end"), `${translate("snooze_end")}: ${name}`, `quiet-end-${rule}`, () =>
      end(rule),
    );
  });
  return [element("ul", { class: "addresses" }, ...rows)];
}

/**
 * @param {string} text
 * @param {string} button
 * @param {string} spoken what the button says to those who hear it alone
 * @param {string} id
 * @param {() => Promise<void>} onClick
 */
function row(text, button, spoken, id, onClick) {
  return element(
    "li",
    { class: "on" },
    element("span", {}, text),
    element("button", { "aria-label": spoken, id, onclick: () => void onClick() }, button),
  );
}
