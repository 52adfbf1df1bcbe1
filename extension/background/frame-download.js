import { bytesOf } from "../updates/download.js";

/**
 * Downloads through the sandboxed frame (see `updates/frame/frame.js`), which is made at first use.
 *
 * @param {Document} document of the background page
 * @returns {(url: string, maxLength: number) => Promise<Uint8Array<ArrayBuffer> | null>}
 */
export function frameDownload(document) {
  /** @type {Promise<Window> | undefined} */
  let frame;
  let lastId = 0;
  return async (url, maxLength) => {
    frame ??= openFrame(document);
    const target = await frame;
    const id = ++lastId;
    const reply = replyOf(target, (data) => data.id === id);
    target.postMessage({ id, url, maxLength }, "*"); // the frame's origin is null and cannot be named
    return bytesOf((await reply).answer);
  };
}

/**
 * @param {Document} document
 * @returns {Promise<Window>}
 */
async function openFrame(document) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.src = "/updates/frame/frame.html";
  document.body.append(frame);
  const target = /** @type {Window} */ (frame.contentWindow);
  await replyOf(target, (data) => data.ready === true);
  return target;
}

/**
 * The next message from `source` that fits.
 *
 * @param {Window} source
 * @param {(data: any) => boolean} fits
 * @returns {Promise<any>}
 */
function replyOf(source, fits) {
  return new Promise((resolve) => {
    /** @param {MessageEvent} event */
    function listener(event) {
      if (event.source !== source || !fits(event.data)) return;
      removeEventListener("message", listener);
      resolve(event.data);
    }
    addEventListener("message", listener);
  });
}
