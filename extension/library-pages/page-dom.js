// The page's tree, through the browser's own functions alone: an <img name="querySelectorAll"> or an
// <input name="action"> takes the place of the property of that name, in our world, too.
// Classic scripts, because content scripts can be no modules; each adds its part to one object.

/**
 * @typedef {object} PageDom
 * @property {(tag: string) => HTMLElement} create
 * @property {(name: string) => SVGElement} createSvg
 * @property {(root: Node, selector: string) => Element[]} all
 * @property {(node: Node, selector: string) => Element | null} around
 * @property {(element: Element, name: string) => string} attribute
 * @property {(element: Element, name: string, value: string) => void} setAttribute
 * @property {(element: Element, ...nodes: Node[]) => void} after
 * @property {(element: Element) => void} remove
 * @property {(node: Node) => boolean} isConnected
 * @property {(form: HTMLFormElement) => string} action
 * @property {(form: HTMLFormElement) => boolean} sendsInAddress
 */
{
  /** @param {object} prototype @param {string} name */
  const getter = (prototype, name) => /** @type {() => any} */ (Object.getOwnPropertyDescriptor(prototype, name)?.get);
  const formAction = getter(HTMLFormElement.prototype, "action");
  const formMethod = getter(HTMLFormElement.prototype, "method");
  const parentNode = getter(Node.prototype, "parentNode");
  const connected = getter(Node.prototype, "isConnected");

  /** @type {PageDom} */
  const dom = {
    /** @param {string} tag @returns {HTMLElement} */
    create: (tag) => Document.prototype.createElement.call(document, tag),
    /** @param {string} name of a shape's part @returns {SVGElement} */
    createSvg: (name) =>
      /** @type {SVGElement} */ (Document.prototype.createElementNS.call(document, "http://www.w3.org/2000/svg", name)),
    /**
     * The elements in and including `root` that fit.
     *
     * @param {Node} root
     * @param {string} selector
     * @returns {Element[]}
     */
    all(root, selector) {
      if (root.nodeType === Node.DOCUMENT_NODE) return [...Document.prototype.querySelectorAll.call(root, selector)];
      if (!(root instanceof Element)) return [];
      const within = [...Element.prototype.querySelectorAll.call(root, selector)];
      return Element.prototype.matches.call(root, selector) ? [root, ...within] : within;
    },
    /** @param {Node} node @param {string} selector @returns {Element | null} `node` or the nearest around it that fits */
    around(node, selector) {
      const start = node instanceof Element ? node : parentNode.call(node);
      return start instanceof Element ? Element.prototype.closest.call(start, selector) : null;
    },
    /** @param {Element} element @param {string} name */
    attribute: (element, name) => Element.prototype.getAttribute.call(element, name) ?? "",
    /** @param {Element} element @param {string} name @param {string} value empty: without the attribute */
    setAttribute(element, name, value) {
      if (value) Element.prototype.setAttribute.call(element, name, value);
      else Element.prototype.removeAttribute.call(element, name);
    },
    /** @param {Element} element @param {Node[]} nodes */
    after: (element, ...nodes) => Element.prototype.after.apply(element, nodes),
    /** @param {Element} element */
    remove: (element) => Element.prototype.remove.call(element),
    /** @param {Node} node @returns {boolean} */
    isConnected: (node) => connected.call(node),
    /** @param {HTMLFormElement} form @returns {string} where it is sent */
    action: (form) => String(formAction.call(form)),
    /** @param {HTMLFormElement} form */
    sendsInAddress: (form) => formMethod.call(form) === "get",
  };

  // Set, never asked for: an <img id="optoutMarks"> would answer.
  /** @type {any} */ (globalThis).optoutMarks = { dom };
}
