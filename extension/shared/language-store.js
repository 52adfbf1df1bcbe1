import { chooseLanguage, isKnown } from "./languages.js";

/**
 * Which language the patron has chosen; else the best one for her browser.
 */
export class LanguageStore {
  /** @param {any} storage `storage.local`, or `storage.session` for private windows */
  constructor(storage) {
    this.storage = storage;
  }

  /** @returns {Promise<string>} one that we have */
  async read() {
    // Some private and kiosk profiles forbid storage.
    const { language } = await this.storage.get({ language: null }).catch(() => ({ language: null }));
    return isKnown(language) ? language : chooseLanguage(navigator.languages);
  }

  /** @param {string} language */
  async save(language) {
    await this.storage.set({ language });
  }
}
