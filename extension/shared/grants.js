/**
 * Which host permissions a rule needs so that the browser can warn by itself.
 *
 * @param {import("../matching/matcher.js").Host[]} hosts
 * @returns {string[]} match patterns; none if no visit to an open host counts
 */
export function originsOf(hosts) {
  return hosts
    .filter(({ only_via: onlyVia = [] }) => onlyVia.length === 0)
    .map(({ host }) => (host.startsWith("=") ? `https://${host.slice(1)}/*` : `https://*.${host}/*`));
}

/**
 * @param {any} browser
 * @param {import("../matching/matcher.js").Host[]} hosts
 * @returns {Promise<boolean>}
 */
export async function isGranted(browser, hosts) {
  const origins = originsOf(hosts);
  return origins.length > 0 && (await browser.permissions.contains({ origins }));
}
