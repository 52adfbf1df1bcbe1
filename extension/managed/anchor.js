import { digest } from "../updates/keys.js";

/**
 * Whose signatures count: those that the package trusts, unless the library's settings name an update address of its own
 * with a root of its own. The root that is in use is the trusted metadata's; this puts the right one there once.
 *
 * @typedef {import("../updates/updater.js").MetadataStore} MetadataStore
 */

const ANCHOR = "anchor";
const BELOW = ["timestamp", "snapshot", "targets", "mute"];

export class Anchor {
  /**
   * @param {object} parts
   * @param {import("./policy.js").PolicyReader} parts.policy
   * @param {MetadataStore} parts.metadata
   * @param {() => Promise<void>} parts.restore puts the package's metadata in the place of what is stored
   * @param {string} parts.version of the package: a new one brings its own root along
   */
  constructor({ policy, metadata, restore, version }) {
    this.policy = policy;
    this.metadata = metadata;
    this.restore = restore;
    this.version = version;
  }

  /** Before each look for a newer list. */
  async settle() {
    const root = await this.#root();
    const held = await this.#held();
    const wanted = root ? `${this.version} ${await digest("sha256", root)}` : "";
    if (held === wanted) return;
    await (root ? this.#take(root) : this.restore());
    await this.metadata.write(ANCHOR, new TextEncoder().encode(wanted));
  }

  /** The stored root cannot be read: put the right one in its place. */
  async renew() {
    const root = await this.#root();
    await (root ? this.#take(root) : this.restore());
  }

  /** @param {Uint8Array<ArrayBuffer>} root */
  async #take(root) {
    await this.metadata.remove(BELOW);
    await this.metadata.write("root", root);
  }

  async #root() {
    const { root } = (await this.policy.read()).settings.updates;
    return root ? new TextEncoder().encode(JSON.stringify(root)) : null;
  }

  async #held() {
    const held = await this.metadata.read(ANCHOR);
    return held ? new TextDecoder().decode(held) : "";
  }
}
