import { iconPath } from "./icon.js";

/**
 * Without any grant: the icon lights up on listed hosts by the browser's own rules, and nothing of ours runs.
 * Chromium only; Firefox has `page_action.show_matches` in the manifest instead.
 *
 * @typedef {import("../rule-list/index.js").Index} Index
 */

/** Where pictures compete the higher one is shown; the browser gives 100 to a rule that has none. */
const BELOW_ALL = 1;

/**
 * Replace the browser's rules by those for this index.
 *
 * @param {any} browser
 * @param {Index} index
 * @param {import("./icon.js").Picture} resting on every other page
 * @param {(path: string) => Promise<ImageData>} loadImage of a file of the package
 */
export async function lightUp(browser, index, resting, loadImage) {
  const { onPageChanged, PageStateMatcher, SetIcon } = browser.declarativeContent;
  const rules = await Promise.all(
    /** @type {const} */ (["lit", "alert"]).map(async (picture) => ({
      conditions: index.rules
        .filter((rule) => rule.effects.icon === picture)
        .flatMap((rule) => pageConditions(rule.hosts))
        .map((pageUrl) => new PageStateMatcher({ pageUrl })),
      // A path instead of imageData throws; so do rules without conditions.
      actions: [new SetIcon({ imageData: await images(picture, loadImage) })],
    })),
  );
  if (resting !== "quiet") rules.push(await elsewhere(browser, resting, loadImage));
  await onPageChanged.removeRules();
  await onPageChanged.addRules(rules.filter(({ conditions }) => conditions.length > 0));
}

/**
 * @param {any} browser
 * @param {import("./icon.js").Picture} picture
 * @param {(path: string) => Promise<ImageData>} loadImage
 */
async function elsewhere({ declarativeContent: { PageStateMatcher, SetIcon } }, picture, loadImage) {
  return {
    priority: BELOW_ALL,
    conditions: [new PageStateMatcher({ pageUrl: { schemes: ["https", "http"] } })],
    actions: [new SetIcon({ imageData: await images(picture, loadImage) })],
  };
}

/**
 * The page addresses on which a host entry counts, as Chromium's URL filters.
 *
 * @param {import("../matching/matcher.js").Host[]} hosts
 */
export function pageConditions(hosts) {
  return hosts
    .filter(({ only_via: onlyVia = [] }) => onlyVia.length === 0)
    .flatMap(({ host, paths = [] }) => {
      const name = host.replace(/^=/, "");
      const byHost = host.startsWith("=") ? [{ hostEquals: name }] : [{ hostEquals: name }, { hostSuffix: `.${name}` }];
      const byPath =
        paths.length === 0 ? [{}] : paths.flatMap((path) => [{ pathEquals: path }, { pathPrefix: `${path}/` }]);
      return byHost.flatMap((hostPart) =>
        byPath.map((pathPart) => ({ ...hostPart, ...pathPart, schemes: ["https", "http"] })),
      );
    });
}

/**
 * @param {import("./icon.js").Picture} picture
 * @param {(path: string) => Promise<ImageData>} loadImage
 */
async function images(picture, loadImage) {
  const entries = Object.entries(iconPath(picture)).map(async ([size, path]) => [size, await loadImage(path)]);
  return Object.fromEntries(await Promise.all(entries));
}
