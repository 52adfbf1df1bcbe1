/**
 * The toolbar icon: its picture, badge and title for one tab. `undefined` gives the browser's default back.
 *
 * @typedef {"quiet"|"lit"|"alert"} Picture
 */

const SIZES = [16, 32];

/** @param {Picture} picture */
export function iconPath(picture) {
  return Object.fromEntries(SIZES.map((size) => [size, `/icons/${picture}-${size}.png`]));
}

/**
 * @param {any} action the browser's `action`
 * @param {number} tabId
 * @param {{picture: Picture, badge: boolean, title: string}} look
 */
export async function showOnTab(action, tabId, { picture, badge, title }) {
  await Promise.all([
    action.setIcon({ tabId, path: iconPath(picture) }),
    action.setBadgeText({ tabId, text: badge ? "!" : "" }),
    action.setTitle({ tabId, title }),
  ]);
}
