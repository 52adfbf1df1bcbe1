/**
 * Elements without HTML strings: nothing that comes from a list is ever parsed as markup.
 *
 * @param {string} tag
 * @param {Record<string, string | boolean | EventListener>} [attributes] `on…` are listeners; `false` leaves one out
 * @param {(Node | string | null | undefined | false)[]} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flatMap((child) => child || []));
  return node;
}

/**
 * A statement about a company, with the English one below it where that has to stand beside.
 *
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {import("../rule-list/words.js").Said} said
 */
export function statement(tag, attributes, { text, lang, original }) {
  const beside = original && element("span", { class: "original", lang: "en", dir: "ltr" }, original);
  return element(tag, { ...attributes, ...(lang && { lang, dir: "ltr" }) }, text, beside && " ", beside);
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * A shape of `shapes.js` as an inline picture that takes the colour of its text.
 *
 * @param {{draw: string, style: "fill"|"line"|"cut"}[]} paths
 */
export function shape(paths) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "shape");
  for (const { draw, style } of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", draw);
    path.setAttribute("class", style);
    svg.append(path);
  }
  return svg;
}
