import { UpdateError } from "../updates/errors.js";
import { digest } from "../updates/keys.js";
import { Updater } from "../updates/updater.js";
import { afterFailure, afterSuccess, UNSCHEDULED } from "./update-schedule.js";

/**
 * Brings a newer list in: verifies it with the TUF client, takes it into use, and plans the next look.
 * Whatever fails, the list in use stays.
 *
 * @typedef {import("../updates/updater.js").Download} Download
 */
export class ListUpdates {
  /**
   * @param {object} parts
   * @param {any} parts.storage `storage.local`
   * @param {import("./list-store.js").ListStore} parts.lists
   * @param {import("../updates/updater.js").MetadataStore} parts.metadata
   * @param {Download} parts.download from the update address
   * @param {() => number} parts.now
   * @param {() => number} [parts.random]
   */
  constructor({ storage, lists, metadata, download, now, random = Math.random }) {
    this.storage = storage;
    this.lists = lists;
    this.metadata = metadata;
    this.download = download;
    this.now = now;
    this.random = random;
    /** @type {Promise<boolean> | undefined} */
    this.running = undefined;
  }

  /**
   * Look for a newer list; calls that overlap share one look.
   * @returns {Promise<boolean>} whether another list or other mutes are in use now
   */
  check() {
    this.running ??= this.#check().finally(() => (this.running = undefined));
    return this.running;
  }

  /** @returns {Promise<import("./update-schedule.js").Schedule>} */
  async schedule() {
    return (await this.storage.get({ schedule: UNSCHEDULED })).schedule;
  }

  async #check() {
    try {
      const changed = await this.#update();
      await this.storage.set({ schedule: afterSuccess(this.now(), this.random) });
      return changed;
    } catch (error) {
      const code = error instanceof UpdateError ? error.code : "unusable";
      await this.storage.set({ schedule: afterFailure(await this.schedule(), code, this.now(), this.random) });
      return false;
    }
  }

  async #update() {
    const current = await this.lists.current();
    const updater = new Updater({ store: this.metadata, download: this.download, start: await this.#start(current) });
    const targets = (/** @type {string} */ name, /** @type {number} */ max) => this.download(`targets/${name}`, max);
    const bytes = (/** @type {string | undefined} */ text) =>
      text === undefined ? null : new TextEncoder().encode(text);
    const list = await updater.fetchTarget("list.jsonl", targets, bytes(current?.list));
    const mutes = await updater.fetchTarget("mute.jsonl", targets, bytes(current?.mutes));
    const next = {
      list: new TextDecoder().decode(list),
      mutes: new TextDecoder().decode(mutes),
      sha256: await digest("sha256", list),
      development: updater.trusted.root?.["x-optout-development-keys"] === true,
    };
    if (next.list === current?.list && next.mutes === current?.mutes) return false;
    await this.lists.replace(next);
    return true;
  }

  /**
   * The clock, but never before the day of the list in use: a clock that is years slow would take expired metadata for
   * fresh. @param {import("./list-store.js").StoredList | undefined} current
   */
  async #start(current) {
    const date = current && JSON.parse(current.list.slice(0, current.list.indexOf("\n"))).date;
    return Math.max(this.now(), date ? Date.parse(date) : 0);
  }
}
