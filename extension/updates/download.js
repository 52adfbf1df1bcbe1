import "./request.js";
import { UpdateError } from "./errors.js";

/**
 * A file of the repository, straight from this context.
 *
 * @param {string} url
 * @param {number} maxLength bytes
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>} null if the file is not there
 * @throws {UpdateError} `unreachable` or `too-long`
 */
export async function download(url, maxLength) {
  return bytesOf(await /** @type {any} */ (globalThis).optoutRequest(url, maxLength));
}

/**
 * @param {{bytes: Uint8Array<ArrayBuffer> | null} | {code: "unreachable"|"too-long", detail: string}} answer
 * @throws {UpdateError} what the answer says went wrong
 */
export function bytesOf(answer) {
  if ("code" in answer) throw new UpdateError(answer.code, answer.detail);
  return answer.bytes;
}
