/**
 * The library whose pages and log-in count: the one of the policy, else the patron's own. A patron's own choice goes
 * before it where the policy leaves that to her.
 *
 * @typedef {import("../shared/library.js").Library} Library
 * @typedef {import("./policy.js").Policy} Policy
 */

/**
 * @param {Policy} policy
 * @param {Library | null} own
 * @returns {Library | null}
 */
export function libraryOf({ state, settings }, own) {
  if (state === "none") return own;
  if (state === "waiting" || settings.notices === "off") return null;
  if (own && !settings.locked.includes("library")) return own;
  const { pages, proxies, login_templates: templates, library } = settings;
  if (pages.length + proxies.length === 0) return null;
  const paths = pathsByHost(pages);
  const hosts = Object.keys(paths);
  return {
    name: library.name || hosts[0] || proxies[0],
    pages: hosts,
    paths,
    logins: proxies,
    templates,
    marks: "words",
  };
}

/** @param {string[]} pages addresses */
function pathsByHost(pages) {
  /** @type {Record<string, string[]>} */
  const paths = {};
  for (const page of pages) {
    const { hostname, pathname } = new URL(page);
    (paths[hostname] ??= []).push(pathname.replace(/\/$/, ""));
  }
  return paths;
}

/** Reads the library in use as `LibraryStore` reads the patron's own. */
export class LibraryInUse {
  /**
   * @param {object} parts
   * @param {import("../shared/library.js").LibraryStore} parts.own
   * @param {import("./policy.js").PolicyReader} parts.policy
   */
  constructor({ own, policy }) {
    this.own = own;
    this.policy = policy;
  }

  /** @returns {Promise<Library | null>} */
  async read() {
    const [policy, own] = await Promise.all([this.policy.read(), this.own.read()]);
    return libraryOf(policy, own);
  }
}
