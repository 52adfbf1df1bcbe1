import { dateText, daysAgoText } from "../shared/dates.js";
import { earliest } from "./standing.js";

/**
 * The patron's words: sentences made from a rule's structure, with who says so and when.
 * `server/web/words.py` makes the same sentences on the pages.
 *
 * @typedef {import("./parse.js").Disclosure} Disclosure
 * @typedef {import("./parse.js").Source} Source
 * @typedef {import("./parse.js").LocalText} LocalText
 * @typedef {import("./standing.js").Standing} Standing
 * @typedef {{text: string, lang: string, original: string}} Said `lang` is empty, or "en" where a translation is
 *   missing; `original` is the English sentence, or empty where none has to stand beside
 */
export class Words {
  /**
   * @param {import("./parse.js").RuleList} list for the labels of data terms and steps
   * @param {import("../shared/messages.js").Translate} translate
   * @param {string} language
   * @param {Words | null} [english] to stand beside each statement about a company, while no native speaker has read the
   *   translation
   */
  constructor(list, translate, language, english = null) {
    this.list = list;
    this.translate = translate;
    this.language = language;
    this.english = english;
  }

  /**
   * A statement about a company, and the English one if it has to stand beside.
   *
   * @param {(words: Words) => string} say
   * @returns {Said}
   */
  said(say) {
    const text = say(this);
    const original = this.english ? say(this.english) : "";
    return original === text ? { text, lang: "en", original: "" } : { text, lang: "", original };
  }

  /** @param {LocalText} text */
  text(text) {
    return text[this.language] ?? text.en;
  }

  /** @param {string} partial a date as sources bear it */
  date(partial) {
    return dateText(partial, this.language);
  }

  /** @param {string[]} terms */
  data(terms) {
    return this.#list(terms.map((id) => this.#label(this.list.terms.get(id), id)));
  }

  /**
   * The bare demand: "asks for your e-mail address before you can use it".
   * @param {Disclosure} disclosure
   */
  demand(disclosure) {
    const step = this.#label(this.list.steps.get(disclosure.step), "");
    const data = this.data(disclosure.data);
    if (disclosure.how === "from-library-record") return this.translate("demand_from_record", data, step);
    if (disclosure.or_data?.length) return this.translate("demand_or", data, step, this.data(disclosure.or_data));
    return this.translate("demand", data, step);
  }

  /**
   * The first sentence: what is asked, said as strongly as the standing carries.
   *
   * @param {Disclosure} disclosure
   * @param {Standing} standing
   * @param {Source[]} sources
   */
  headline(disclosure, standing, sources) {
    const demand = this.demand(disclosure);
    const speaker = this.#speaker(disclosure.scope);
    switch (standing.name) {
      case "required":
        return this.translate("headline_required", demand.charAt(0).toLocaleUpperCase(this.language) + demand.slice(1));
      case "reported":
        if (standing.reason === "review-overdue") return this.translate("headline_overdue", demand);
        return this.#spoken("headline_reported", speaker, demand);
      case "announced":
        return this.#announced(disclosure);
      case "tip":
      case "optional":
        return this.#spoken(`headline_${standing.name}`, speaker, demand);
      case "past":
        return this.#past(disclosure);
      case "enough":
        if (standing.reason === "good-news-from-old-sources-only") return this.#oldGoodNews(sources, demand);
        return this.#spoken("headline_enough", speaker, demand);
      default:
        return this.translate(`headline_${standing.name}`, demand);
    }
  }

  /**
   * The headline with its exception.
   *
   * @param {{disclosure: Disclosure, standing: Standing}} claim
   * @param {Source[]} sources
   */
  claim({ disclosure, standing }, sources) {
    const unless = disclosure.unless ? ` ${this.text(disclosure.unless)}` : "";
    return this.headline(disclosure, standing, sources) + unless;
  }

  /**
   * Who says so and when, for the line under a headline.
   * @param {Source[]} sources
   */
  attribution(sources) {
    const pages = new Map();
    for (const source of sources) {
      const key = JSON.stringify([source.publisher, this.sourceDate(source)]);
      pages.set(key, (pages.get(key) ?? 0) + 1);
    }
    return this.#list(
      [...pages].map(([key, count]) => {
        const [publisher, day] = JSON.parse(key);
        return count > 1
          ? this.translate("source_pages", publisher, count, day)
          : this.translate("source_page", publisher, day);
      }),
    );
  }

  /**
   * When somebody last read the sources, and whether the pages themselves.
   *
   * @param {Source[]} sources at least one
   * @param {string} today ISO date
   */
  checked(sources, today) {
    const last = sources.reduce((newest, source) => (source.read_on > newest.read_on ? source : newest));
    const key = last.copy === "stored" ? "checked_stored" : "checked";
    return this.translate(key, daysAgoText(last.read_on, today, this.language), this.date(last.read_on));
  }

  /**
   * The date that a source bears, or what is known about its age.
   * @param {Source} source
   */
  sourceDate({ published_on: on, date_note: note }) {
    return [on && this.date(on), note].filter(Boolean).join(", ") || this.translate("no_date");
  }

  /**
   * @param {{label: LocalText} | undefined} entry
   * @param {string} fallback
   */
  #label(entry, fallback) {
    return entry ? this.text(entry.label) : fallback;
  }

  /**
   * @param {string} key
   * @param {string} speaker
   * @param {string} demand
   */
  #spoken(key, speaker, demand) {
    return speaker ? this.translate(`${key}_by`, speaker, demand) : this.translate(key, demand);
  }

  /** @param {Disclosure["scope"]} scope */
  #speaker({ who, name, country }) {
    if (!name || (who !== "library" && who !== "consortium")) return "";
    const place = country && new Intl.DisplayNames(this.language, { type: "region" }).of(country);
    return place ? `${name} (${place})` : name;
  }

  /** @param {Disclosure} disclosure */
  #announced({ data, in_force_from: day }) {
    return day
      ? this.translate("headline_announced_day", this.date(day), this.data(data))
      : this.translate("headline_announced", this.data(data));
  }

  /** @param {Disclosure} disclosure */
  #past({ data, announced_on: announced, in_force_from: inForce, withdrawn_on: withdrawn }) {
    const ended = this.date(/** @type {string} */ (withdrawn));
    return announced && !inForce
      ? this.translate("headline_past_plan", this.date(announced), this.data(data), ended)
      : this.translate("headline_past", this.data(data), ended);
  }

  /**
   * @param {Source[]} sources
   * @param {string} demand
   */
  #oldGoodNews(sources, demand) {
    const dates = sources.flatMap(({ published_on: on }) => on ?? []);
    const newest = dates.reduce((best, on) => (earliest(best) >= earliest(on) ? best : on));
    return this.translate("headline_enough_old", this.date(newest), demand);
  }

  /** @param {string[]} items */
  #list(items) {
    return new Intl.ListFormat(this.language).format(items);
  }
}
