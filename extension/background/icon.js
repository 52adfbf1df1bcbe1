/**
 * The toolbar icon: its picture, badge and title, which says the same in words.
 *
 * @typedef {"quiet"|"lit"|"alert"|"snoozed"|"off"|"old"} Picture each has its own shape: see docs/artwork
 * @typedef {{picture: Picture, badge: boolean, title: string}} Look
 * @typedef {Omit<Look, "title"> & {title: string | Promise<string>}} LookToCome picture and badge do not wait for words
 */

const SIZES = [16, 32];

/** White on it can be read, and the icon's own orange is told from it. */
const BADGE = { color: "#9c2f12" };

/** @param {Picture} picture */
export function iconPath(picture) {
  return Object.fromEntries(SIZES.map((size) => [size, `/icons/${picture}-${size}.png`]));
}

/**
 * @param {any} action the browser's `action`
 * @param {number} tabId
 * @param {LookToCome} look
 */
export async function showOnTab(action, tabId, { picture, badge, title }) {
  await Promise.all([
    action.setIcon?.({ tabId, path: iconPath(picture) }), // phones have a menu instead of a toolbar, and no icon in it
    action.setBadgeText({ tabId, text: badge ? "!" : "" }),
    Promise.resolve(title).then((text) => action.setTitle({ tabId, title: text })),
  ]);
}

/**
 * On every tab that has no look of its own. In Chromium the picture is lightUp's part: one that is set here for all tabs
 * would win over those that the browser sets by itself.
 *
 * @param {any} browser
 * @param {Look} look
 */
export async function showElsewhere({ action, declarativeContent }, { picture, title }) {
  await Promise.all([
    declarativeContent ? undefined : action.setIcon?.({ path: iconPath(picture) }),
    action.setTitle({ title }),
    action.setBadgeBackgroundColor(BADGE),
    action.setBadgeTextColor({ color: "#ffffff" }),
  ]);
}
