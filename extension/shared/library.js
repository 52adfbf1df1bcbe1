/**
 * The patron's library, as she has told us: where its pages are, where its log-in shows other companies' pages, and how
 * links are marked. It stays in `storage.local`.
 *
 * @typedef {"words"|"icon"|"off"} Marks
 * @typedef {object} Library
 * @property {string} name what she or the list calls it
 * @property {string[]} pages hosts, each for itself
 * @property {Record<string, string[]>} [paths] by host: what its pages' paths begin with; a host that is not here counts whole
 * @property {string[]} logins proxy hosts, with everything below them
 * @property {string[]} templates log-in addresses from the list, with `$@` or `$u` for the target
 * @property {Marks} marks
 */

export class LibraryStore {
  /** @param {any} storage `storage.local` */
  constructor(storage) {
    this.storage = storage;
  }

  /** @returns {Promise<Library | null>} null also if what is kept was damaged, or cannot be read */
  async read() {
    const { library } = await this.storage.get({ library: null }).catch(() => ({ library: null }));
    return isLibrary(library) ? library : null;
  }

  /** @param {Library} library */
  async save(library) {
    await this.storage.set({ library });
  }

  async remove() {
    await this.storage.remove("library");
  }
}

/** @type {Marks[]} */
const MARKS = ["words", "icon", "off"];

/**
 * @param {any} stored
 * @returns {stored is Library}
 */
function isLibrary(stored) {
  const { name, pages, paths = {}, logins, templates, marks } = stored ?? {};
  const lists = [pages, logins, templates, ...Object.values(Object(paths))];
  return typeof name === "string" && MARKS.includes(marks) && lists.every(isTexts);
}

/** @param {unknown} value */
function isTexts(value) {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

/** @param {string} host */
export const pageOrigin = (host) => `https://${host}/*`;

/**
 * The pages of one host, as match patterns: at and below each of its paths.
 *
 * @param {Pick<Library, "paths">} library
 * @param {string} host
 */
export function pagePatterns({ paths }, host) {
  return (paths?.[host] ?? [""]).flatMap((path) =>
    path === "" ? [pageOrigin(host)] : ["", "?*", "/*"].map((end) => `https://${host}${path}${end}`),
  );
}

/**
 * @param {Pick<Library, "paths">} library
 * @param {URL} page
 */
export function isOnPath({ paths }, { hostname, pathname }) {
  return (paths?.[hostname] ?? [""]).some((path) => pathname === path || pathname.startsWith(`${path}/`));
}

/** @param {string} host */
export const loginOrigin = (host) => `https://*.${host}/*`;

/**
 * What the browser has to allow so that all of it works.
 *
 * @param {Pick<Library, "pages" | "logins">} library
 */
export function originsOfLibrary({ pages, logins }) {
  return [...pages.map(pageOrigin), ...logins.map(loginOrigin)];
}

/**
 * Which of the library's addresses the browser allows today. A grant "on click" is none.
 *
 * @typedef {{host: string, kind: "page"|"login", granted: boolean}} Address
 * @param {any} browser
 * @param {Pick<Library, "pages" | "logins">} library
 * @returns {Promise<Address[]>}
 */
export async function addressesOf(browser, { pages, logins }) {
  const addresses = [
    ...pages.map((host) => ({ host, kind: /** @type {const} */ ("page"), origin: pageOrigin(host) })),
    ...logins.map((host) => ({ host, kind: /** @type {const} */ ("login"), origin: loginOrigin(host) })),
  ];
  return Promise.all(
    addresses.map(async ({ host, kind, origin }) => ({
      host,
      kind,
      granted: await browser.permissions.contains({ origins: [origin] }),
    })),
  );
}
