/**
 * Files of the package itself: reading them is no request to anybody.
 *
 * @typedef {{site: string, updates: string | null}} Edition what the builder wrote into
 *   `edition.json`; `site` is an origin, `updates` a folder's address, or null for a copy that never asks
 */
export class PackageFiles {
  /** Each is read once: they do not change while the package runs. @type {Map<string, any>} */
  #parsed = new Map();

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
    if (!this.#parsed.has(path)) this.#parsed.set(path, await (await this.#response(path)).json());
    return this.#parsed.get(path);
  }

  /** @param {string} path */
  async text(path) {
    return (await this.#response(path)).text();
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
