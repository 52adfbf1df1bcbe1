/**
 * Files of the package itself: reading them is no request to anybody.
 *
 * @typedef {{edition: "store"|"managed", site: string, updates: string | null}} Edition what the builder wrote into
 *   `edition.json`; `site` is an origin, `updates` a folder's address, or null for a copy that never asks
 */
export class PackageFiles {
  /** @param {any} browser */
  constructor(browser) {
    this.browser = browser;
  }

  /** @param {string} path */
  async bytes(path) {
    return new Uint8Array(await (await this.#response(path)).arrayBuffer());
  }

  /** @param {string} path */
  async json(path) {
    return (await this.#response(path)).json();
  }

  /** @param {string} path of a picture */
  async image(path) {
    const bitmap = await createImageBitmap(await (await this.#response(path)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, bitmap.width, bitmap.height);
  }

  /** @returns {Promise<Edition>} */
  edition() {
    return this.json("/edition.json");
  }

  /** @param {string} path */
  #response(path) {
    return fetch(this.browser.runtime.getURL(path));
  }
}
