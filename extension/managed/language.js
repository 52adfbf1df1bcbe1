import { isKnown } from "../shared/languages.js";
import { LanguageStore } from "../shared/language-store.js";

/**
 * The language under a policy: what the patron has chosen, unless the library has locked it; then the library's; then
 * the best one for her browser.
 */
class ManagedLanguage extends LanguageStore {
  /**
   * @param {any} storage
   * @param {import("./policy.js").PolicyReader} policy
   */
  constructor(storage, policy) {
    super(storage);
    this.policy = policy;
  }

  /** @override */
  async read() {
    const { settings } = await this.policy.read();
    const tag = [settings.language, settings.language?.split("-")[0]].find((one) => isKnown(one));
    if (!tag) return super.read();
    if (settings.locked.includes("language")) return tag;
    const { language } = await this.storage.get({ language: null }).catch(() => ({ language: null }));
    return isKnown(language) ? language : tag;
  }
}

/**
 * @param {import("./policy.js").PolicyReader} policy
 * @param {any} storage
 * @returns {LanguageStore}
 */
export function languagesUnder(policy, storage) {
  return new ManagedLanguage(storage, policy);
}
