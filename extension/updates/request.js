// The request that every installation sends alike: no cookie, no referrer, no cache validator, no query, no redirect.
// A classic script as well as a module: the sandboxed frame may load no modules, for its origin is null.
{
  /**
   * @param {string} url
   * @param {number} maxLength bytes
   * @returns {Promise<{bytes: Uint8Array<ArrayBuffer> | null} | {code: "unreachable"|"too-long", detail: string}>}
   *   bytes are null if the file is not there
   */
  const request = async (url, maxLength) => {
    try {
      const response = await fetch(url, {
        cache: "no-store",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        redirect: "error",
        signal: AbortSignal.timeout(60_000),
      });
      if (response.status === 404 || response.status === 403) return { bytes: null }; // object stores say 403
      if (!response.ok || !response.body) return { code: "unreachable", detail: `answer ${response.status}` };
      return await readAtMost(response.body.getReader(), maxLength);
    } catch (error) {
      return { code: "unreachable", detail: String(error) };
    }
  };

  /**
   * Read a body, but never more than `maxLength`: an endless answer must not fill the memory.
   *
   * @param {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} reader
   * @param {number} maxLength
   */
  const readAtMost = async (reader, maxLength) => {
    const parts = [];
    let length = 0;
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length;
      if (length > maxLength) {
        await reader.cancel();
        return { code: /** @type {const} */ ("too-long"), detail: `over ${maxLength} bytes` };
      }
      parts.push(next.value);
    }
    return { bytes: new Uint8Array(await new Blob(parts).arrayBuffer()) };
  };

  /** @type {any} */ (globalThis).optoutRequest = request;
}
