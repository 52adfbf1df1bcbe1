import { element } from "../shared/dom.js";

/**
 * Fields with their labels, hints and errors, tied together for those who hear them.
 *
 * @typedef {import("../shared/messages.js").Translate} Translate
 * @typedef {{node: HTMLElement, input: HTMLInputElement, error: HTMLElement}} Field
 */

/**
 * @param {string} id
 * @param {string} label
 * @param {string} hint may be empty
 * @param {Record<string, string>} attributes
 * @returns {Field}
 */
export function field(id, label, hint, attributes) {
  const described = `${hint ? `${id}-hint ` : ""}${id}-error`;
  const input = /** @type {HTMLInputElement} */ (
    element("input", { id, "aria-describedby": described, ...attributes })
  );
  const error = element("p", { id: `${id}-error`, class: "error", "aria-live": "polite" });
  const node = element(
    "div",
    { class: "field" },
    element("label", { for: id }, label),
    hint && element("p", { id: `${id}-hint`, class: "by" }, hint),
    input,
    error,
  );
  return { node, input, error };
}

/**
 * Say beside the field what is wrong, or that nothing is.
 *
 * @param {Field} field
 * @param {import("../rule-list/library-choice.js").Refusal | null} refusal
 * @param {Translate} translate
 * @returns {boolean} whether something is wrong
 */
export function showTrouble({ input, error }, refusal, translate) {
  error.textContent = refusal ? translate(`trouble_${refusal.trouble}`, refusal.of) : "";
  input.setAttribute("aria-invalid", String(refusal !== null));
  if (refusal) input.focus();
  return refusal !== null;
}

/**
 * @param {string} id
 * @param {string} value
 * @param {string} label
 */
export function checkbox(id, value, label) {
  return element(
    "label",
    { class: "choice" },
    element("input", { type: "checkbox", id, value, checked: true }),
    element("span", {}, label),
  );
}

/**
 * One of several, as radio buttons.
 *
 * @param {string} name
 * @param {string} legend
 * @param {{value: string, label: string}[]} choices
 * @param {string} chosen
 * @param {(value: string) => void} onChange
 * @returns {{node: HTMLElement, value: () => string}}
 */
export function radios(name, legend, choices, chosen, onChange) {
  const buttons = choices.map(({ value, label }) =>
    element(
      "label",
      { class: "choice" },
      element("input", {
        type: "radio",
        name,
        id: `${name}-${value}`,
        value,
        checked: value === chosen,
        onchange: () => onChange(value),
      }),
      element("span", {}, label),
    ),
  );
  const node = element("fieldset", {}, element("legend", {}, legend), ...buttons);
  return {
    node,
    value: () => /** @type {HTMLInputElement} */ (node.querySelector("input:checked")).value,
  };
}

/**
 * @param {import("../shared/library.js").Marks} chosen
 * @param {import("../shared/library.js").Marks[]} offered
 * @param {Translate} translate
 * @param {(value: import("../shared/library.js").Marks) => void} onChange
 */
export function lookChoice(chosen, offered, translate, onChange) {
  const choices = offered.map((value) => ({ value, label: translate(`look_${value}`) }));
  return radios("look", translate("look_heading"), choices, chosen, (value) =>
    onChange(/** @type {import("../shared/library.js").Marks} */ (value)),
  );
}
