import { digest } from "./keys.js";

/**
 * @typedef {import("./metadata.js").DelegatedRole} DelegatedRole
 */

/**
 * Those of `roles` that may speak about `target`, in order; nothing comes after a terminating one.
 *
 * @param {DelegatedRole[]} roles
 * @param {string} target
 * @returns {Promise<DelegatedRole[]>}
 */
export async function delegationsFor(roles, target) {
  const found = [];
  for (const role of roles) {
    if (!(await speaksFor(role, target))) continue;
    found.push(role);
    if (role.terminating) break;
  }
  return found;
}

/**
 * @param {DelegatedRole} role
 * @param {string} target
 */
async function speaksFor(role, target) {
  if (role.path_hash_prefixes) {
    const hash = await digest("sha256", new TextEncoder().encode(target));
    return role.path_hash_prefixes.some((prefix) => hash.startsWith(prefix));
  }
  return (role.paths ?? []).some((pattern) => matches(pattern, target));
}

/**
 * Shell-style patterns, segment by segment: `*` and `?` never match a slash.
 *
 * @param {string} pattern
 * @param {string} target
 */
function matches(pattern, target) {
  const patterns = pattern.split("/");
  const segments = target.split("/");
  return patterns.length === segments.length && patterns.every((part, i) => segmentMatches(part, segments[i]));
}

/**
 * Greedy matching with one point of return: linear in practice, and no regular expression is made from data.
 *
 * @param {string} pattern
 * @param {string} text
 */
function segmentMatches(pattern, text) {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (p < pattern.length && (pattern[p] === "?" || (pattern[p] === text[t] && pattern[p] !== "*"))) {
      p++;
      t++;
    } else if (pattern[p] === "*") {
      star = p++;
      resume = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
