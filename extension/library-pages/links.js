// What on the page leads somewhere: links and forms, each with its target and the name by which the page calls it.

/**
 * A way off the page. `element` is what a person clicks, after which the mark is put; `key` tells ways apart that are
 * answered differently.
 * @typedef {{element: HTMLElement, target: string, name: string, key: string}} Way
 */
{
  const { optoutMarks } = /** @type {any} */ (globalThis);
  /** @type {import("./page-dom.js").PageDom} */
  const dom = optoutMarks.dom;

  const WAYS = "a[href], form[action]";
  const SENDERS = "button:not([type=button], [type=reset]), input[type=submit], input[type=image]";
  /** Longer ones lead nowhere that we know. The background has the same limits. */
  const MAX_TARGET = 8192;
  const MAX_NAME = 120;

  /**
   * @param {Node} root
   * @returns {Way[]} the ways in and around `root`
   */
  const waysIn = (root) => {
    const around = dom.around(root, WAYS);
    const elements = dom.all(root, WAYS);
    if (around && around !== root) elements.push(around);
    return elements.flatMap((element) => wayOf(element) ?? []);
  };

  /** @param {Element} element @returns {Way | null} */
  const wayOf = (element) => {
    if (element instanceof HTMLFormElement) return formWay(element);
    if (!(element instanceof HTMLAnchorElement) || element.isContentEditable) return null;
    const target = element.href;
    return leadsOut(target) ? way(element, target, nameOf(element)) : null;
  };

  /** @param {HTMLElement} element @param {string} target @param {string} name @returns {Way} */
  const way = (element, target, name) => ({ element, target, name, key: `${target}\n${name}` });

  /** A form counts as a link to where it is sent. @param {HTMLFormElement} form @returns {Way | null} */
  const formWay = (form) => {
    const [sender] = dom.all(form, SENDERS);
    if (!(sender instanceof HTMLElement)) return null;
    const action = dom.action(form);
    const target = dom.sendsInAddress(form) ? withHiddenFields(form, action) : action;
    return leadsOut(target) ? way(sender, target, shorten(dom.attribute(form, "aria-label"))) : null;
  };

  /**
   * A form that sends in the address puts its fields in the place of the query: `login?url=` is often written so.
   *
   * @param {HTMLFormElement} form
   * @param {string} action
   */
  const withHiddenFields = (form, action) => {
    const fields = dom.all(form, "input[type=hidden][name]");
    const pairs = fields.map((field) => [dom.attribute(field, "name"), dom.attribute(field, "value")]);
    return `${action.replace(/[?#].*$/s, "")}?${new URLSearchParams(pairs)}`;
  };

  /** @param {string} target */
  const leadsOut = (target) => target.length <= MAX_TARGET && /^https?:/i.test(target);

  /** Its text, or what stands for a picture. @param {HTMLAnchorElement} link */
  const nameOf = (link) => {
    const text = shorten(link.textContent ?? "");
    if (text) return text;
    const pictures = dom.all(link, "img[alt], [aria-label], svg title");
    const stated = pictures.map(
      (part) => dom.attribute(part, "alt") || dom.attribute(part, "aria-label") || (part.textContent ?? ""),
    );
    return shorten(dom.attribute(link, "aria-label") || stated.join(" ").trim() || dom.attribute(link, "title"));
  };

  /** A name that is too long is none. @param {string} text */
  const shorten = (text) => {
    if (text.length > 4 * MAX_NAME) return "";
    const name = text.replace(/\s+/g, " ").trim();
    return name.length > MAX_NAME ? "" : name;
  };

  optoutMarks.waysIn = waysIn;
}
