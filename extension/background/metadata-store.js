import { UpdateError } from "../updates/errors.js";

/**
 * The TUF client's trusted metadata in the browser's storage, one key a role, as text.
 *
 * @param {any} storage `storage.local`
 * @returns {import("../updates/updater.js").MetadataStore}
 */
export function metadataStore(storage) {
  const key = (/** @type {string} */ name) => `metadata ${name}`;
  return {
    async read(name) {
      const text = (await storage.get(key(name)))[key(name)];
      return text === undefined ? null : new TextEncoder().encode(text);
    },
    async write(name, bytes) {
      // Only what parsed as JSON comes here, so decoding loses nothing.
      try {
        await storage.set({ [key(name)]: new TextDecoder().decode(bytes) });
      } catch (error) {
        throw new UpdateError("storage", String(error)); // a full disk, or a profile that forbids it
      }
    },
    async remove(names) {
      await storage.remove(names.map(key));
    },
  };
}
