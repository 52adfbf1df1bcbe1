import { libraryName } from "./words.js";

/**
 * The small card on a library's page leads with the library's own advice, under its name.
 *
 * @param {import("../rule-list/card.js").Card} card
 * @param {import("./policy.js").Policy} policy
 * @param {string} rule
 * @param {import("../shared/messages.js").Translate} translate
 * @returns {import("../rule-list/card.js").Card}
 */
export function withLibraryAdvice(card, { settings }, rule, translate) {
  const advice = settings.advice.get(rule);
  if (!advice) return card;
  // In whatever language the library wrote it; it is said to be its words, and never translated.
  const own = [advice.text ?? [], advice.instead.map(({ label }) => label)]
    .flat()
    .map((text) => ({ text, lang: "", original: "" }));
  return { ...card, instead: translate("managed_says", libraryName(settings, translate)), advice: own };
}
