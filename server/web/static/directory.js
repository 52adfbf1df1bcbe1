/** The search of a long list: it looks through the lines that are on the page, and sends nothing. */

const search = /** @type {HTMLElement} */ (document.getElementById("find"));
const input = /** @type {HTMLInputElement} */ (document.getElementById("wanted"));
const status = /** @type {HTMLElement} */ (document.getElementById("found"));
const choices = [.../** @type {NodeListOf<HTMLSelectElement>} */ (search.querySelectorAll("select"))];
const groups = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-group]"))];
const rows = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("li[data-find]"))].map((element) => {
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
    const said = words.every((word) => text.includes(word)) || (host && hosts.some((known) => host.includes(known)));
    const fits = said && isChosen(element);
    element.hidden = !fits;
    if (fits) shown += 1;
  }
  for (const group of groups) group.hidden = group.querySelector("li:not([hidden])") === null;
  say(words.length > 0 || choices.some((choice) => choice.value), shown);
}

/**
 * Does a line have what is chosen in each list of choices? A list is named as the line's `data-` attribute.
 *
 * @param {HTMLElement} row
 */
function isChosen(row) {
  return choices.every(({ name, value }) => !value || row.dataset[name] === value);
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

search.addEventListener("input", show);
search.hidden = false;
/** @type {HTMLElement} */ (document.getElementById("by-hand")).hidden = true;
show(); // a browser that goes back may have kept what was typed
