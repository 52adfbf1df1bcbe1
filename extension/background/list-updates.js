import { UpdateError } from "../updates/errors.js";
import { TrustedMetadata } from "../updates/trusted-metadata.js";
import { Updater } from "../updates/updater.js";
import { storedList } from "./bundled-list.js";
import { afterFailure, afterSuccess, scheduleFrom, UNSCHEDULED } from "./update-schedule.js";

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
   * @param {() => Promise<void>} parts.restore puts the package's metadata in the place of what is stored
   * @param {Download} parts.download from the update address
   * @param {() => number} parts.now
   * @param {() => number} [parts.random]
   */
  constructor({ storage, lists, metadata, restore, download, now, random = Math.random }) {
    this.storage = storage;
    this.lists = lists;
    this.metadata = metadata;
    this.restore = restore;
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

  /** @returns {Promise<import("./update-schedule.js").Schedule>} never due if the storage cannot be read */
  async schedule() {
    try {
      return scheduleFrom((await this.storage.get({ schedule: UNSCHEDULED })).schedule);
    } catch {
      return UNSCHEDULED;
    }
  }

  async #check() {
    try {
      const changed = await this.#update();
      await this.#note(afterSuccess(this.now(), this.random));
      return changed;
    } catch (error) {
      const code = error instanceof UpdateError ? error.code : "unusable";
      await this.#note(afterFailure(await this.schedule(), code, this.now(), this.random));
      return false;
    }
  }

  /**
   * A full disk must not hide that the look failed, nor a look that failed stop the extension.
   * @param {import("./update-schedule.js").Schedule} schedule
   */
  async #note(schedule) {
    try {
      await this.storage.set({ schedule });
    } catch {
      // Nothing can be noted; without a readable schedule nothing is asked either.
    }
  }

  async #update() {
    await this.#requireAnchor();
    const current = await this.lists.current();
    const updater = new Updater({ store: this.metadata, download: this.download, start: await this.#start(current) });
    const targets = (/** @type {string} */ name, /** @type {number} */ max) => this.download(`targets/${name}`, max);
    const bytes = (/** @type {string | undefined} */ text) =>
      text === undefined ? null : new TextEncoder().encode(text);
    const list = await updater.fetchTarget("list.jsonl", targets, bytes(current.list));
    const served = await updater.fetchTarget("mute.jsonl", targets, bytes(current.served));
    const next = await storedList(list, served, updater, current);
    if (next.list === current.list && next.served === current.served) return false;
    await this.lists.replace(next);
    return true;
  }

  /** The stored root is our own word; if it cannot be read any more, the package's takes its place. */
  async #requireAnchor() {
    const root = await this.metadata.read("root");
    try {
      if (root) return void (await new TrustedMetadata(0).loadRoot(root));
    } catch (error) {
      if (error instanceof UpdateError && error.code === "unsupported") throw error;
    }
    await this.restore();
  }

  /**
   * The clock, but never before the day of the list in use: a clock that is years slow would take expired metadata for
   * fresh. @param {import("./list-store.js").StoredList} current
   */
  async #start(current) {
    const { date } = JSON.parse(current.list.slice(0, current.list.indexOf("\n")));
    return Math.max(this.now(), Date.parse(date));
  }
}
