import { originsOf } from "../shared/grants.js";
import { element } from "../shared/dom.js";
import { snoozePart } from "./snooze.js";

/**
 * The part of the popup in which the patron decides how loud it is: grants, "never open by itself", quiet for a while.
 *
 * @typedef {import("../rule-list/parse.js").Rule} Rule
 * @typedef {import("../shared/messages.js").Translate} Translate
 *
 * @typedef {object} State
 * @property {Rule} rule
 * @property {string} claim what it claims today
 * @property {boolean} warns whether the rule has something to warn about today
 * @property {boolean} granted whether the browser lets us see this rule's pages
 * @property {Rule[]} others rules that warn and are not granted yet
 * @property {import("../background/decisions.js").Decisions} decisions
 */

/**
 * @param {State} state
 * @param {object} parts
 * @param {any} parts.browser
 * @param {import("../background/decisions.js").DecisionStore} parts.store
 * @param {Translate} parts.translate
 * @param {(day: string) => string} parts.date
 * @param {() => number} parts.now
 * @param {(status?: string) => Promise<void>} parts.redraw
 */
export function settingsOf(state, parts) {
  const { translate } = parts;
  const known = originsOf(state.rule.hosts ?? []).length > 0;
  return element(
    "section",
    { class: "settings", id: "loudness", tabindex: "-1" },
    element("h2", {}, translate("settings_heading")),
    element("p", {}, translate(currently(state))),
    state.warns && known && !state.granted ? grantButtons(state, parts) : null,
    state.granted && state.warns ? openingButton(state, parts) : null,
    state.warns ? snoozePart(state, parts) : null,
  );
}

/** @param {State} state */
function currently({ warns, granted, decisions }) {
  if (!warns) return "by_itself_nothing";
  if (!granted) return "by_itself_off";
  return decisions.neverOpen ? "by_itself_badge" : "by_itself_on";
}

/**
 * @param {State} state
 * @param {Parameters<typeof settingsOf>[1]} parts
 */
function grantButtons({ rule, others }, { browser, translate, redraw }) {
  /** @param {Rule[]} rules */
  const ask = (rules) => async () => {
    // Must be the first thing after the click: the browser wants the patron's own gesture.
    const granted = await browser.permissions.request({
      origins: rules.flatMap(({ hosts }) => originsOf(hosts ?? [])),
    });
    await redraw(granted ? undefined : translate("refused"));
  };
  const rest = others.filter(({ id }) => id !== rule.id);
  return element(
    "div",
    { class: "choices" },
    element("p", { class: "from" }, translate("by_itself_reason", rule.name)),
    element("button", { onclick: ask([rule]), id: "ask-one" }, translate("ask_one", rule.name)),
    rest.length > 0 &&
      element("button", { onclick: ask([rule, ...rest]), id: "ask-all" }, translate("ask_all", rest.length)),
  );
}

/**
 * @param {State} state
 * @param {Parameters<typeof settingsOf>[1]} parts
 */
function openingButton({ decisions: { neverOpen } }, { store, translate, redraw }) {
  const change = () =>
    store.setNeverOpen(!neverOpen).then(
      () => redraw(),
      () => redraw(translate("not_kept")),
    );
  const label = translate(neverOpen ? "open_again" : "never_open");
  return element("div", { class: "choices" }, element("button", { onclick: change, id: "never-open" }, label));
}
