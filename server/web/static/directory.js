/** The search of the directory: it looks through the lines that are on the page, and sends nothing. */

const search = /** @type {HTMLElement} */ (document.getElementById("find"));
const input = /** @type {HTMLInputElement} */ (document.getElementById("wanted"));
const status = /** @type {HTMLElement} */ (document.getElementById("found"));
const rows = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#rows > li"))].map((element) => {
  const known = (element.dataset.find ?? "").split(" · ");
  return { element, text: folded(known.join(" ")), hosts: known.filter(isHost).map((host) => ` ${folded(host)} `) };
});

/**
 * Without accents, capitals and the marks between words: `Bücher-Online` is found by `bucher online`, and the host
 * `www-kanopy-com.proxy.example.org` holds `kanopy com`.
 *
 * @param {string} text
 */
function folded(text) {
  return text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** @param {string} name */
function isHost(name) {
  return /^[^\s/]+\.[^\s/]+$/.test(name);
}

/**
 * The host of an address that was typed or pasted, folded, with a space at each end; empty if it is no address.
 *
 * @param {string} typed
 */
function hostOf(typed) {
  const host = typed
    .trim()
    .replace(/^https?:\/\//i, "")
    .split(/[/?#]/)[0];
  return isHost(host) ? ` ${folded(host)} ` : "";
}

function show() {
  const words = folded(input.value).split(" ").filter(Boolean);
  const host = hostOf(input.value);
  let shown = 0;
  for (const { element, text, hosts } of rows) {
    const fits = words.every((word) => text.includes(word)) || (host && hosts.some((known) => host.includes(known)));
    element.hidden = !fits;
    if (fits) shown += 1;
  }
  say(words.length > 0, shown);
}

/**
 * @param {boolean} searched
 * @param {number} shown
 */
function say(searched, shown) {
  const { some = "", none = "" } = status.dataset;
  const words = shown > 0 ? some.replace("{shown}", String(shown)).replace("{all}", String(rows.length)) : none;
  status.textContent = searched ? words : "";
}

input.addEventListener("input", show);
search.hidden = false;
/** @type {HTMLElement} */ (document.getElementById("by-hand")).hidden = true;
show(); // a browser that goes back may have kept what was typed
