// The small card behind a mark: what the popup's notice says first, in the same shapes and words.
{
  const { optoutMarks } = /** @type {any} */ (globalThis);
  /** @type {import("./page-dom.js").PageDom} */
  const dom = optoutMarks.dom;

  /** @param {string} tag @param {string} kind a class @param {(string | Node | null)[]} children */
  const node = (tag, kind, ...children) => {
    const made = dom.create(tag);
    if (kind) made.className = kind;
    made.append(...children.flatMap((child) => child || []));
    return made;
  };

  /**
   * With the English sentence below it, where that has to stand beside.
   *
   * @param {string} tag @param {string} kind @param {import("../rule-list/words.js").Said} said
   */
  const said = (tag, kind, { text, lang, original }) => {
    const beside = original ? node("span", "original", original) : null;
    const made = node(tag, kind, text, beside && " ", beside);
    for (const english of [beside, lang ? made : null]) if (english) Object.assign(english, { lang: "en", dir: "ltr" });
    return made;
  };

  /**
   * @param {import("../rule-list/card.js").Card} card
   * @param {import("../rule-list/card.js").How} how
   * @param {import("../background/page-questions.js").Settings} settings
   * @param {{shape: Node, onShowAll: () => void}} parts
   * @returns {HTMLElement}
   */
  const cardNode = (card, how, settings, { shape, onShowAll }) => {
    const heading = node("h2", "", card.heading);
    heading.id = "heading";
    const close = node("button", "close", settings.close);
    const popover = node(
      "div",
      "surface card",
      node("div", "head", node("div", "", heading, node("p", "by", card.by)), close),
      card.cautions[how] ? node("p", "note", card.cautions[how]) : null,
      claimNode(card, shape),
      card.advice.length > 0 ? adviceNode(card) : null,
      settings.showAll ? showAll(settings, onShowAll) : null,
    );
    popover.setAttribute("popover", "auto");
    popover.setAttribute("role", "dialog");
    popover.setAttribute("aria-labelledby", heading.id);
    popover.lang = settings.language;
    popover.dir = settings.direction;
    close.setAttribute("type", "button");
    close.autofocus = true;
    close.addEventListener("click", () => popover.hidePopover());
    return popover;
  };

  /** @param {import("../rule-list/card.js").Card} card @param {Node} shape */
  const claimNode = (card, shape) =>
    node(
      "div",
      `claim ${card.standing}`,
      node("p", `badge ${card.standing}`, shape, card.badge),
      said("p", "says", card.says),
      node("p", "by", card.sources),
      card.checked ? node("p", "by", card.checked) : null,
    );

  /** @param {import("../rule-list/card.js").Card} card */
  const adviceNode = (card) =>
    node(
      "div",
      "instead",
      node("h3", "", card.instead),
      node("ul", "", ...card.advice.map((text) => said("li", "", text))),
    );

  /** @param {import("../background/page-questions.js").Settings} settings @param {() => void} onShowAll */
  const showAll = ({ showAll: text }, onShowAll) => {
    const button = node("button", "all", text);
    button.setAttribute("type", "button");
    // A page can click as well; only a person may open a tab.
    button.addEventListener("click", (event) => event.isTrusted && onShowAll());
    return button;
  };

  optoutMarks.cardNode = cardNode;
}
