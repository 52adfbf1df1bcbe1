import { buildMatcher } from "../matching/matcher.js";

/**
 * The matcher for a list or its index, with what the patron has said about her library.
 *
 * @param {import("../rule-list/parse.js").RuleList | import("../rule-list/index.js").Index} list
 * @param {import("./library.js").Library | null} library
 */
export function matcherFor(list, library) {
  const known = {
    rules: [...list.rules.values()],
    proxies: [...list.proxies.values()],
    rewrites: list.rewrites,
  };
  return buildMatcher(known, { proxyHosts: library?.logins ?? [], loginTemplates: library?.templates ?? [] });
}
