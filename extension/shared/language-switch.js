import { element } from "./dom.js";
import { isReviewed, LANGUAGES, nameOf } from "./languages.js";
import { place } from "./surface.js";

/**
 * The choice of the language, the same on every page. Each language is named in itself.
 *
 * @param {import("./surface.js").Surface} surface
 * @param {(status?: string) => Promise<void>} redraw
 */
export function offerLanguages({ language, languages, translate }, redraw) {
  const choose = async (/** @type {Event} */ event) => {
    const kept = languages.save(/** @type {HTMLSelectElement} */ (event.target).value);
    await kept.then(
      () => redraw(),
      () => redraw(translate("not_kept")),
    );
    place("language").focus();
  };
  const tags = [...new Set([...LANGUAGES.map(({ tag }) => tag), language])];
  place("languages").replaceChildren(
    element(
      "select",
      { id: "language", "aria-label": translate("language"), onchange: (event) => void choose(event) },
      ...tags.map((tag) => element("option", { value: tag, lang: tag, selected: tag === language }, nameOf(tag))),
    ),
  );
}

/**
 * Said on every page in a language that no native speaker has read.
 *
 * @param {import("./surface.js").Surface} surface
 * @returns {HTMLElement[]}
 */
export function reviewNote({ language, translate }) {
  return isReviewed(language) ? [] : [element("p", { class: "note", id: "not-reviewed" }, translate("not_reviewed"))];
}
