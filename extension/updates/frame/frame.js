// Runs in a sandboxed frame of Firefox's background page. A request from the background itself would carry
// `Origin: moz-extension://<an id of this installation>`; from here the origin is `null` for everybody.
addEventListener("message", async ({ data: { id, url, maxLength }, source, origin }) => {
  if (source !== parent) return;
  const answer = await /** @type {any} */ (globalThis).optoutRequest(url, maxLength);
  parent.postMessage({ id, answer }, origin);
});
parent.postMessage({ ready: true }, "*"); // no secret, and a null origin cannot name its parent
