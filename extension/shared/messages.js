import { PSEUDO } from "./pseudo.js";

/**
 * The interface's strings in one language: each string of the extension comes from here. They are read from `_locales/`
 * by ourselves, because the browser's own `i18n` cannot show another language than the browser's.
 */

/** @typedef {(key: string, ...values: (string | number)[]) => string} Translate */

/**
 * @param {string} language a known one: see `languages.js`
 * @param {(path: string) => Promise<any>} loadJson a file of the package
 * @returns {Promise<Translate>} throws for a message that is missing, and for a place with nothing to fill it
 */
export async function loadMessages(language, loadJson) {
  const pseudo = PSEUDO.get(language);
  const messages = await loadJson(`/_locales/${pseudo ? "en" : language}/messages.json`);
  return (key, ...values) => {
    const text = messages[key]?.message;
    if (text === undefined) throw new Error(`no message ${key}`);
    return (pseudo ? pseudo(text) : text).replace(/\$(\d)/g, (/** @type {string} */ _, /** @type {string} */ n) => {
      const value = values[Number(n) - 1];
      if (value === undefined) throw new Error(`nothing for $${n} of ${key}`);
      return String(value);
    });
  };
}
