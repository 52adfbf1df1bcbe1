import { isQuiet, LENGTHS, snoozedUntil } from "../background/alert-budget.js";
import { element } from "../shared/dom.js";

/**
 * The part of the notice in which the patron asks for quiet about one product: for today, for 30 days, or always; and in
 * which she takes it back.
 *
 * @typedef {import("../background/alert-budget.js").Length} Length
 * @typedef {import("../shared/messages.js").Translate} Translate
 *
 * @typedef {object} Quieted
 * @property {{id: string, name: string}} rule
 * @property {string} claim the rule's claim of today
 * @property {import("../background/decisions.js").Decisions} decisions as they were before she looked
 */

/**
 * @param {Quieted} quieted
 * @param {object} parts
 * @param {import("../background/decisions.js").DecisionStore} parts.store
 * @param {Translate} parts.translate
 * @param {(day: string) => string} parts.date
 * @param {() => number} parts.now
 * @param {(status?: string) => Promise<void>} parts.redraw
 * @returns {HTMLElement}
 */
export function snoozePart({ rule, claim, decisions }, { store, translate, date, now, redraw }) {
  const { snooze } = decisions;
  /** @param {() => Promise<void>} change */
  const then = (change) => () =>
    void change().then(
      () => redraw(),
      () => redraw(translate("not_kept")),
    );
  if (snooze && snoozedUntil(snooze) > now()) {
    const end = then(() => store.endSnooze(rule.id));
    const changed = isQuiet(decisions, claim, now()) ? [] : [element("p", {}, translate("snoozed_but_new"))];
    const until = element("p", {}, quietText(rule.name, snoozedUntil(snooze), translate, date));
    const button = element("button", { onclick: end, id: "quiet-end" }, translate("snooze_end"));
    return element("div", { class: "choices" }, ...changed, until, button);
  }
  const heading = translate("snooze_heading", rule.name);
  const choices = LENGTHS.map((length) => {
    const onclick = then(() => store.snooze(rule.id, claim, length));
    return element("button", { onclick, id: `quiet-${length}` }, translate(`snooze_${length}`));
  });
  return element(
    "div",
    { class: "choices", role: "group", "aria-label": heading },
    element("p", {}, heading),
    ...choices,
  );
}

/**
 * @param {string} name of the product
 * @param {number} until ms since 1970; `Infinity` for good
 * @param {Translate} translate
 * @param {(day: string) => string} date
 */
export function quietText(name, until, translate, date) {
  if (until === Infinity) return translate("snoozed_always", name);
  return translate("snoozed_until", name, date(localDay(until - 1)));
}

/**
 * The last day of quiet, by her own calendar.
 * @param {number} time
 */
function localDay(time) {
  const day = new Date(time);
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}
