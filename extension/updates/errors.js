/** Why an update did not happen. The codes are stored and shown on the options page; they are no secret. */
export class UpdateError extends Error {
  /**
   * @param {"unreachable"|"too-long"|"not-json"|"malformed"|"signature"|"rollback"|"expired"|"mismatch"|"missing"|
   *   "no-such-target"|"unsupported"|"storage"|"unusable"} code what failed
   * @param {string} detail for whoever reads a log
   */
  constructor(code, detail) {
    super(`${code}: ${detail}`);
    this.name = "UpdateError";
    this.code = code;
  }
}
