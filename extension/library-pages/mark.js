// One mark: real text after the link, and beside it the button with the card. Both live in shadow roots that the page's
// style sheets cannot reach. The roots are open, so that what is tested is what ships.

/** @typedef {{element: HTMLElement, text: HTMLElement, button: HTMLElement}} Mark */
{
  const { optoutMarks } = /** @type {any} */ (globalThis);
  /** @type {import("./page-dom.js").PageDom} */
  const dom = optoutMarks.dom;
  /** @typedef {import("../rule-list/card.js").Card} Card */
  /** @typedef {import("../rule-list/card.js").How} How */

  /** The describing host holds the text alone: what a link is described by must not end in "details". */
  const TEXT = "libraries-optout-mark";
  const BUTTON = "libraries-optout-details";
  const prefix = `optout-${crypto.randomUUID().slice(0, 8)}`;
  let last = 0;

  /** What all marks of a page share. */
  class Marker {
    /**
     * @param {import("../background/page-questions.js").Settings} settings
     * @param {(rule: string) => void} onShowAll
     */
    constructor(settings, onShowAll) {
      this.settings = settings;
      this.onShowAll = onShowAll;
      this.sheet = new CSSStyleSheet();
      this.sheet.replaceSync(settings.css);
    }

    /**
     * @param {HTMLElement} element the link, or what sends the form
     * @param {string} rule
     * @param {Card} card
     * @param {How} how
     * @returns {Mark}
     */
    mark(element, rule, card, how) {
      const icon = this.settings.look === "icon";
      const text = this.#host(TEXT, `mark ${card.look} ${icon ? "unseen" : ""}`);
      text.host.id = `${prefix}-${++last}`;
      text.body.append(...(icon ? [] : [this.#shape(card)]), card.marks[how]);
      const button = this.#host(BUTTON, `more ${card.look} ${icon ? "icon" : ""}`);
      button.body.append(this.#button(button.root, rule, card, how, icon));
      dom.after(element, text.host, button.host);
      const ids = dom.attribute(element, "aria-describedby");
      dom.setAttribute(element, "aria-describedby", `${ids} ${text.host.id}`.trim());
      return { element, text: text.host, button: button.host };
    }

    /** @param {string} tag @param {string} kind */
    #host(tag, kind) {
      const host = dom.create(tag);
      const root = host.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [this.sheet];
      const body = dom.create("span");
      body.className = `surface ${kind}`;
      body.lang = this.settings.language;
      body.dir = this.settings.direction;
      root.append(body);
      return { host, root, body };
    }

    /**
     * @param {ShadowRoot} root
     * @param {string} rule
     * @param {Card} card
     * @param {How} how
     * @param {boolean} icon
     */
    #button(root, rule, card, how, icon) {
      const { details } = this.settings;
      const button = dom.create("button");
      button.setAttribute("type", "button");
      button.setAttribute("aria-haspopup", "dialog");
      button.setAttribute("aria-label", `${details}: ${icon ? card.marks[how] : card.heading}`);
      button.append(icon ? this.#shape(card) : details);
      button.addEventListener("click", () =>
        this.#open(root, /** @type {HTMLButtonElement} */ (button), rule, card, how),
      );
      return button;
    }

    /** The card is made when it is first wanted. A popover: Esc, a click elsewhere and the focus are the browser's part. */
    #open(
      /** @type {ShadowRoot} */ root,
      /** @type {HTMLButtonElement} */ button,
      /** @type {string} */ rule,
      /** @type {Card} */ card,
      /** @type {How} */ how,
    ) {
      if (button.popoverTargetElement) return; // made before: the browser opens and closes it
      const popover = optoutMarks.cardNode(card, how, this.settings, {
        shape: this.#shape(card),
        onShowAll: () => this.onShowAll(rule),
      });
      returnFocus(root, button, popover);
      root.append(popover);
      button.popoverTargetElement = popover; // which this click opens, once all listeners have run
    }

    /** @param {Card} card */
    #shape(card) {
      const svg = dom.createSvg("svg");
      svg.setAttribute("viewBox", "0 0 20 20");
      svg.setAttribute("aria-hidden", "true");
      svg.setAttribute("class", "shape");
      for (const { draw, style } of this.settings.shapes[card.standing] ?? []) {
        const path = dom.createSvg("path");
        path.setAttribute("d", draw);
        path.setAttribute("class", style);
        svg.append(path);
      }
      return svg;
    }
  }

  /**
   * Back to the button when the card is closed from within; a click elsewhere keeps its own focus.
   *
   * @param {ShadowRoot} root
   * @param {HTMLElement} button
   * @param {HTMLElement} popover
   */
  const returnFocus = (root, button, popover) => {
    let within = false;
    popover.addEventListener("beforetoggle", () => (within = root.activeElement !== null));
    popover.addEventListener("toggle", (event) => {
      if (/** @type {ToggleEvent} */ (event).newState === "closed" && within) button.focus();
    });
  };

  /** @param {Mark} mark */
  const removeMark = ({ element, text, button }) => {
    const ids = dom.attribute(element, "aria-describedby").split(/\s+/);
    dom.setAttribute(element, "aria-describedby", ids.filter((id) => id !== text.id).join(" "));
    dom.remove(text);
    dom.remove(button);
  };

  /** Marks that an earlier run of ours left, before an update: nobody else can take them away. */
  const removeLeftovers = () => {
    for (const host of dom.all(document, `${TEXT}, ${BUTTON}`)) {
      for (const element of host.id ? dom.all(document, `[aria-describedby~="${CSS.escape(host.id)}"]`) : []) {
        const ids = dom.attribute(element, "aria-describedby").split(/\s+/);
        dom.setAttribute(element, "aria-describedby", ids.filter((id) => id !== host.id).join(" "));
      }
      dom.remove(host);
    }
  };

  /** @param {Node} node */
  const isOurs = (node) => node.nodeName === TEXT.toUpperCase() || node.nodeName === BUTTON.toUpperCase();

  Object.assign(optoutMarks, { Marker, removeMark, removeLeftovers, isOurs });
}
