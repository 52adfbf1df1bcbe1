import { digest } from "../updates/keys.js";
import { iconPath } from "./icon.js";

/**
 * Without any grant: the icon lights up on listed hosts by the browser's own rules, and nothing of ours runs.
 * Chromium only; Firefox has `page_action.show_matches` in the manifest instead.
 *
 * @typedef {import("../rule-list/index.js").Index} Index
 */

/** Where pictures compete the higher one is shown. */
const ABOVE = 100;
const BELOW_ALL = 1;

/**
 * Replace the browser's rules by those for this index. The new ones come before the old ones go: stopped in between, the
 * icon still lights up. Each rule's id tells what it says, so that nothing is done where nothing has changed.
 *
 * @param {any} browser
 * @param {Index} index
 * @param {import("./icon.js").Picture} resting on every other page
 * @param {(path: string) => Promise<ImageData>} loadImage of a file of the package
 */
export async function lightUp(browser, index, resting, loadImage) {
  const { onPageChanged, PageStateMatcher, SetIcon } = browser.declarativeContent;
  const wanted = await wantedRules(index, resting, browser.runtime.getManifest().version);
  const before = await idsOf(onPageChanged);
  const rules = wanted
    .filter(({ id }) => !before.includes(id))
    .map(async ({ id, priority, picture, pages }) => ({
      id,
      priority,
      conditions: pages.map((pageUrl) => new PageStateMatcher({ pageUrl })),
      // A path instead of imageData throws.
      actions: [new SetIcon({ imageData: await images(picture, loadImage) })],
    }));
  const stale = before.filter((id) => !wanted.some((rule) => rule.id === id));
  const made = await Promise.all(rules);
  if (made.length > 0) await new Promise((done) => onPageChanged.addRules(made, done));
  if (stale.length > 0) await new Promise((done) => onPageChanged.removeRules(stale, () => done(undefined)));
}

/**
 * These events of Chromium's give no promises.
 *
 * @param {any} onPageChanged
 * @returns {Promise<string[]>}
 */
async function idsOf(onPageChanged) {
  /** @type {{id: string}[]} */
  const rules = await new Promise((done) => onPageChanged.getRules(undefined, done));
  return rules.map(({ id }) => id);
}

/**
 * @param {Index} index
 * @param {import("./icon.js").Picture} resting
 * @param {string} version of the package, whose pictures the rules hold
 */
async function wantedRules(index, resting, version) {
  const known = /** @type {const} */ (["lit", "alert"]).map((picture) => ({
    picture,
    priority: ABOVE,
    pages: index.rules.filter(({ effects }) => effects.icon === picture).flatMap(({ hosts }) => pageConditions(hosts)),
  }));
  const elsewhere = { picture: resting, priority: BELOW_ALL, pages: [{ schemes: ["https", "http"] }] };
  const rules = [...known, ...(resting === "quiet" ? [] : [elsewhere])];
  return Promise.all(
    rules
      .filter(({ pages }) => pages.length > 0) // rules without conditions throw
      .map(async (rule) => ({ ...rule, id: await digest("sha256", bytesOf([version, rule])) })),
  );
}

/** @param {unknown} value */
function bytesOf(value) {
  return new TextEncoder().encode(JSON.stringify(value));
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
