// A library's page: finds its links, asks the background about them, puts the marks, and follows what the page does.

/** @typedef {import("./links.js").Way} Way */
/** @typedef {import("./mark.js").Mark} Mark */
{
  const scope = /** @type {any} */ (globalThis);
  const { optoutMarks, browser } = scope;
  /** @type {import("./page-dom.js").PageDom} */
  const dom = optoutMarks.dom;

  const IN_ONE_MESSAGE = 2000;
  /** A page that takes marks away again and again has its way. */
  const ATTEMPTS = 3;
  /** Marks put at once, whatever the browser has to do: each time the whole page is laid out anew, which costs far more. */
  const AT_ONCE = 250;
  /** With more changes than that at once, the whole page is looked at. */
  const MANY_ROOTS = 200;

  class LibraryPage {
    constructor() {
      /** @type {any} */
      this.marker = undefined;
      /** @type {Record<string, import("../rule-list/card.js").Card>} */
      this.cards = {};
      /** @type {Map<HTMLElement, Mark>} */
      this.marks = new Map();
      /** @type {WeakMap<HTMLElement, {key: string, attempts: number}>} */
      this.seen = new WeakMap();
      /** @type {Set<Node>} */
      this.changed = new Set([document]);
      this.planned = false;
      this.stopped = false;
      this.observer = new MutationObserver((records) => this.#onChange(records));
      this.onReturn = (/** @type {Event} */ event) => this.#onReturn(event);
      this.onMessage = (/** @type {unknown} */ message) => {
        if (message === "marks have changed") void this.#lookAgain();
      };
    }

    start() {
      optoutMarks.removeLeftovers();
      this.observer.observe(document, {
        subtree: true,
        childList: true,
        attributes: true,
        attributeFilter: ["href", "action"],
      });
      addEventListener("pageshow", this.onReturn);
      addEventListener("visibilitychange", this.onReturn);
      browser.runtime.onMessage.addListener(this.onMessage);
      this.#plan();
    }

    stop() {
      this.stopped = true;
      this.observer.disconnect();
      removeEventListener("pageshow", this.onReturn);
      removeEventListener("visibilitychange", this.onReturn);
      browser.runtime?.onMessage?.removeListener(this.onMessage);
      for (const mark of this.marks.values()) optoutMarks.removeMark(mark);
      this.marks.clear();
    }

    /** The page is shown again, from the browser's memory or after another tab: perhaps we were switched off since. */
    #onReturn(/** @type {Event} */ event) {
      const shown = event instanceof PageTransitionEvent ? event.persisted : document.visibilityState === "visible";
      if (shown) void this.#lookAgain();
    }

    async #lookAgain() {
      const answer = await this.#ask({ kind: "still on" });
      if (this.stopped || isSame(answer.settings, this.marker?.settings)) return;
      this.stop();
      scope.optoutLibraryPage = new LibraryPage();
      scope.optoutLibraryPage.start();
    }

    /** @param {MutationRecord[]} records */
    #onChange(records) {
      for (const { type, target, addedNodes, removedNodes } of records) {
        const nodes = type === "attributes" ? [target] : addedNodes;
        for (const node of nodes) if (!optoutMarks.isOurs(node)) this.changed.add(node);
        if (removedNodes.length > 0) this.changed.add(target);
      }
      if (this.changed.size > MANY_ROOTS) this.changed = new Set([document]);
      if (this.changed.size > 0) this.#plan();
    }

    /** When the browser has nothing better to do; twice a second at most if it never has. */
    #plan() {
      if (this.planned || this.stopped) return;
      this.planned = true;
      requestIdleCallback(
        () => {
          this.planned = false;
          if (!this.stopped) void this.#look();
        },
        { timeout: 500 },
      );
    }

    async #look() {
      const roots = this.changed;
      this.changed = new Set();
      this.#tidy();
      const ways = [...roots].flatMap((root) => (dom.isConnected(root) ? optoutMarks.waysIn(root) : []));
      const fresh = ways.filter((way) => this.#isNew(way));
      for (let at = 0; at < fresh.length && !this.stopped; at += IN_ONE_MESSAGE) {
        await this.#markAll(fresh.slice(at, at + IN_ONE_MESSAGE));
      }
    }

    /** Takes away the marks of links that are gone or elsewhere, and looks again at links that lost their mark. */
    #tidy() {
      for (const mark of [...this.marks.values()].filter((candidate) => !isWhole(candidate))) {
        this.#drop(mark);
        if (dom.isConnected(mark.element)) this.changed.add(mark.element);
      }
      if (this.changed.size > 0) this.#plan();
    }

    /** @param {Mark} mark */
    #drop(mark) {
      optoutMarks.removeMark(mark);
      this.marks.delete(mark.element);
      const seen = this.seen.get(mark.element);
      if (seen) seen.key = "";
    }

    /** Whether this way was not looked at yet, or leads elsewhere since. @param {Way} way */
    #isNew(way) {
      const { key, attempts } = this.seen.get(way.element) ?? { key: "", attempts: 0 };
      if (key === way.key) return false;
      const mark = this.marks.get(way.element);
      if (mark) this.#drop(mark); // it speaks of where the link led before
      if (attempts >= ATTEMPTS) return false;
      this.seen.set(way.element, { key: way.key, attempts: attempts + (key === "" ? 1 : 0) });
      return true;
    }

    /** @param {Way[]} ways */
    async #markAll(ways) {
      const { links, indexes } = uniqueLinks(ways);
      const answer = await this.#ask({ kind: "marks for", links, first: !this.marker });
      if (this.stopped) return;
      if (answer.settings) {
        const showAll = (/** @type {string} */ rule) => void this.#ask({ kind: "show all", rule });
        this.marker ??= new optoutMarks.Marker(answer.settings, showAll);
      }
      Object.assign(this.cards, answer.cards);
      const decided = new Map((answer.marked ?? []).map(([index, rule, how]) => [index, { rule, how }]));
      const marked = ways.flatMap((way, place) => {
        const decision = decided.get(indexes[place]);
        return decision ? [{ way, ...decision }] : [];
      });
      await inSlices(marked, ({ way, rule, how }) => {
        if (this.stopped || this.marks.has(way.element) || !dom.isConnected(way.element)) return;
        if (this.seen.get(way.element)?.key !== way.key) return; // it leads elsewhere by now
        this.marks.set(way.element, this.marker.mark(way.element, rule, this.cards[rule], how));
      });
    }

    /**
     * @param {import("../background/page-questions.js").Question} question
     * @returns {Promise<import("../background/page-questions.js").Answer>}
     */
    async #ask(question) {
      /** @type {import("../background/page-questions.js").Answer | undefined} */
      const answer = await Promise.resolve()
        .then(() => browser.runtime.sendMessage(question))
        .catch(() => undefined); // updated or switched off: this script is an orphan
      if (answer?.on) return answer;
      if (!this.stopped) this.stop();
      return { on: false };
    }
  }

  /**
   * @typedef {import("../background/page-questions.js").Settings | undefined} Settings
   * @param {Settings} before @param {Settings} after
   */
  const isSame = (before, after) => before?.look === after?.look && before?.language === after?.language;

  /** Whether a mark still stands where it was put. @param {Mark} mark */
  const isWhole = ({ element, text, button }) =>
    dom.isConnected(element) &&
    dom.isConnected(button) &&
    text.parentNode === element.parentNode &&
    button.parentNode === element.parentNode;

  /**
   * Many links of a page lead to the same place: each is sent once.
   *
   * @param {Way[]} ways
   * @returns {{links: import("../background/page-questions.js").Link[], indexes: number[]}} `indexes`: for each way the place of its link
   */
  const uniqueLinks = (ways) => {
    /** @type {Map<string, number>} */
    const places = new Map();
    /** @type {import("../background/page-questions.js").Link[]} */
    const links = [];
    const indexes = ways.map((way) => {
      const known = places.get(way.key);
      if (known !== undefined) return known;
      const place = links.push([way.target, way.name]) - 1;
      places.set(way.key, place);
      return place;
    });
    return { links, indexes };
  };

  /**
   * A step for each item, many at once, and as many as the browser has time for.
   *
   * @template T
   * @param {T[]} items
   * @param {(item: T) => void} step
   */
  const inSlices = async (items, step) => {
    let next = 0;
    while (next < items.length) {
      /** @type {IdleDeadline} */
      const deadline = await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 500 }));
      const end = next + AT_ONCE;
      do step(items[next++]);
      while (next < items.length && (next < end || deadline.timeRemaining() > 1));
    }
  };

  // Injected a second time, after a grant: one that is at work goes on, so that no mark vanishes under a patron's hand.
  // An update of the extension brings a new world of scripts, in which none is at work.
  if (!Object.hasOwn(scope, "optoutLibraryPage") || scope.optoutLibraryPage.stopped) {
    scope.optoutLibraryPage = new LibraryPage();
    scope.optoutLibraryPage.start();
  }
}
