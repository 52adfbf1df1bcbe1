import {
  choosableLibraries,
  hostOf,
  librariesNamed,
  loginTrouble,
  nothingFound,
  pagesFor,
  pageTrouble,
  suggestionsFor,
} from "../rule-list/library-choice.js";
import { element } from "../shared/dom.js";
import { originsOfLibrary } from "../shared/library.js";
import { checkbox, field, lookChoice, showTrouble } from "./fields.js";

/**
 * "Which library?": first its name or address, then what belongs to it, then the browser's question, explained before it comes.
 *
 * @typedef {import("../shared/surface.js").Surface} Surface
 * @typedef {import("./options.js").Tools} Tools
 * @typedef {import("../rule-list/parse.js").Proxy} Proxy
 */

const TEXT = { type: "text", autocomplete: "off", spellcheck: "false" };
const ADDRESS = { ...TEXT, inputmode: "url" };
/** More than that nobody reads: a further word of the name finds it. */
const MOST = 12;

/**
 * @param {Surface} surface
 * @param {Tools} tools
 * @returns {HTMLElement[]}
 */
export function libraryForm(surface, tools) {
  const { list, translate } = surface;
  const known = choosableLibraries(list);
  const address = field("library-address", translate("library_address"), translate("library_address_hint"), {
    ...TEXT,
    list: "known-libraries",
  });
  const named = element("div", { id: "named-libraries", class: "stack", "aria-live": "polite" });
  const options = known.map(({ name, site }) => element("option", { value: site, label: name }));
  const form = element(
    "form",
    { novalidate: true, onsubmit: (event) => next(event) },
    address.node,
    element("datalist", { id: "known-libraries" }, ...options),
    element("button", { class: "main", id: "go-on" }, translate("go_on")),
    named,
  );
  const body = element("div", { class: "stack" }, form);

  /** @param {Event} event */
  function next(event) {
    event.preventDefault();
    const typed = address.input.value;
    const host = hostOf(typed);
    named.replaceChildren();
    if (host) return choose(host);
    const found = librariesNamed(typed, known);
    if (showTrouble(address, found.length > 0 ? null : nothingFound(typed), translate)) return;
    named.append(...whichOne(found, choose, translate));
  }

  /** @param {string} host */
  function choose(host) {
    if (showTrouble(address, pageTrouble(host, list), translate)) return;
    const name = known.find(({ site }) => site === host)?.name ?? host;
    tools.say("library", "");
    body.replaceChildren(new HostsForm(host, name, surface, tools).node(() => body.replaceChildren(form)));
    body.querySelector("h3")?.focus();
  }

  return [element("h2", {}, translate("library_heading")), element("p", {}, translate("library_why")), body];
}

/**
 * The libraries of that name, each with its address and a button.
 *
 * @param {import("../rule-list/library-choice.js").Choosable[]} found
 * @param {(site: string) => void} choose
 * @param {import("../shared/messages.js").Translate} translate
 */
function whichOne(found, choose, translate) {
  const rows = found.slice(0, MOST).map(({ name, site }, place) =>
    element(
      "li",
      {},
      element("span", {}, element("b", { class: "host" }, name), " ", element("span", { class: "by" }, site)),
      element(
        "button",
        {
          type: "button",
          id: `choose-${place}`,
          "aria-label": translate("choose_this_name", name),
          onclick: () => choose(site),
        },
        translate("choose_this"),
      ),
    ),
  );
  const text = translate(found.length > MOST ? "libraries_many" : "libraries_found", found.length);
  return [element("p", {}, text), element("ul", { class: "addresses" }, ...rows)];
}

/** The second step: pages, log-in, how links are marked, and what the browser will ask. */
class HostsForm {
  /**
   * @param {string} host
   * @param {string} name
   * @param {Surface} surface
   * @param {Tools} tools
   */
  constructor(host, name, surface, tools) {
    const { list, translate } = surface;
    this.name = name;
    this.list = list;
    this.translate = translate;
    this.tools = tools;
    this.suggestions = suggestionsFor(host, list);
    this.pageBoxes = pagesFor(host, this.suggestions)
      .filter((page) => !pageTrouble(page, list))
      .map((page) => checkbox(`page-${page}`, page, page));
    this.loginBoxes = this.suggestions.map((proxy) => checkbox(`login-${proxy.host}`, proxy.host, this.#label(proxy)));
    this.page = field("another-page", translate("another_page"), translate("another_page_hint"), ADDRESS);
    this.login = field("another-login", translate("another_login"), "", ADDRESS);
    this.look = lookChoice("words", ["words", "icon"], translate, () => undefined);
    this.asked = element("p", { id: "grant-what", "aria-live": "polite" });
  }

  /**
   * @param {() => void} onBack
   * @returns {HTMLElement}
   */
  node(onBack) {
    const { translate } = this;
    const found = this.loginBoxes.length > 0 ? [element("p", {}, translate("logins_found")), ...this.loginBoxes] : [];
    this.#explain();
    return element(
      "form",
      {
        class: "stack",
        novalidate: true,
        onsubmit: (event) => void this.#allow(event),
        oninput: () => this.#explain(),
      },
      element("h3", { tabindex: "-1" }, this.name),
      group(translate("pages_heading"), translate("pages_hint"), ...this.pageBoxes, this.page.node),
      group(translate("logins_heading"), translate("logins_hint"), ...found, this.login.node),
      this.look.node,
      explanation(this.asked, translate),
      element(
        "div",
        { class: "choices" },
        element("button", { class: "main", id: "allow-library" }, translate("allow_library")),
        element("button", { type: "button", onclick: onBack, id: "library-back" }, translate("back")),
      ),
    );
  }

  /** @param {Proxy} proxy */
  #label({ host, library }) {
    return library ? this.translate("login_of", host, library) : host;
  }

  #hosts() {
    return {
      pages: [...new Set([...ticked(this.pageBoxes), ...typed(this.page)])],
      logins: [...new Set([...ticked(this.loginBoxes), ...typed(this.login)])],
    };
  }

  #explain() {
    const { pages, logins } = this.#hosts();
    const hosts = [...pages, ...logins].join(", ");
    this.asked.textContent = hosts ? this.translate("grant_what", hosts) : this.translate("need_address");
  }

  /** Whether a field is wrong, which is then said beside it. @param {string[]} logins */
  #isWrong(logins) {
    const { list, translate } = this;
    const page = isEmpty(this.page) ? null : pageTrouble(hostOf(this.page.input.value), list, logins);
    const login = isEmpty(this.login) ? null : loginTrouble(hostOf(this.login.input.value), list);
    const wrong = [showTrouble(this.login, login, translate), showTrouble(this.page, page, translate)];
    return wrong.some(Boolean);
  }

  /** @param {Event} event */
  async #allow(event) {
    event.preventDefault();
    const { translate, tools } = this;
    const hosts = this.#hosts();
    if (this.#isWrong(hosts.logins)) return;
    if (hosts.pages.length === 0) return tools.say("library", translate("need_address"));
    // Nothing that waits may come before this: the browser wants the patron's own click.
    const granted = await tools.browser.permissions.request({ origins: originsOfLibrary(hosts) });
    if (!granted) return tools.say("library", translate("library_refused"));
    const chosen = this.suggestions.filter(({ host }) => hosts.logins.includes(host));
    const templates = chosen.flatMap((proxy) => proxy.login_templates ?? []);
    const marks = /** @type {"words"|"icon"} */ (this.look.value());
    const saved = tools.library.save({ name: this.name, ...hosts, templates, marks });
    await tools.keep("library", saved, translate("library_saved"));
  }
}

/**
 * @param {HTMLElement} asked names the addresses that are chosen
 * @param {import("../shared/messages.js").Translate} translate
 */
function explanation(asked, translate) {
  const lines = ["grant_pages", "grant_logins", "grant_seen", "grant_stays"];
  return element(
    "section",
    { class: "instead", id: "grant" },
    element("h3", {}, translate("grant_heading")),
    asked,
    element("ul", {}, ...lines.map((key) => element("li", {}, translate(key)))),
  );
}

/**
 * @param {string} legend
 * @param {string} hint
 * @param {HTMLElement[]} fields
 */
function group(legend, hint, ...fields) {
  return element("fieldset", {}, element("legend", {}, legend), element("p", { class: "by" }, hint), ...fields);
}

/** @param {HTMLElement[]} boxes */
function ticked(boxes) {
  return boxes.flatMap((box) => {
    const input = /** @type {HTMLInputElement} */ (box.querySelector("input"));
    return input.checked ? [input.value] : [];
  });
}

/** @param {import("./fields.js").Field} field */
function typed({ input }) {
  const host = hostOf(input.value);
  return host ? [host] : [];
}

/** @param {import("./fields.js").Field} field */
function isEmpty({ input }) {
  return input.value.trim() === "";
}
