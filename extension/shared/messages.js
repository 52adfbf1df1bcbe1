/**
 * The interface's strings in one language. They are read from `_locales/` by ourselves, because the browser's own
 * `i18n` cannot show another language than the browser's.
 */

export const LANGUAGES = ["en"];

/** @typedef {(key: string, ...values: (string | number)[]) => string} Translate */

/**
 * @param {string} language one of {@link LANGUAGES}
 * @param {(path: string) => Promise<any>} loadJson a file of the package
 * @returns {Promise<Translate>}
 */
export async function loadMessages(language, loadJson) {
  const messages = await loadJson(`/_locales/${language}/messages.json`);
  return (key, ...values) => {
    const text = messages[key]?.message;
    if (text === undefined) throw new Error(`no message ${key}`);
    return text.replace(/\$(\d)/g, (/** @type {string} */ _, /** @type {string} */ n) => String(values[Number(n) - 1]));
  };
}

/**
 * The best language that we have for what the browser asks.
 * @param {readonly string[]} wanted such as `navigator.languages`
 */
export function chooseLanguage(wanted) {
  return wanted.map((tag) => tag.split("-")[0]).find((language) => LANGUAGES.includes(language)) ?? "en";
}
