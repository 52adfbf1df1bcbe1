/**
 * The canonical form over which TUF metadata is signed (OLPC canonical JSON): keys sorted by code point, no white
 * space, integers only, strings escaped only at the quote and the backslash.
 *
 * @param {unknown} value parsed JSON
 * @returns {string}
 * @throws {TypeError} on a number that is no integer
 */
export function canonicalJson(value) {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new TypeError("canonical JSON has no such number");
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).sort(([a], [b]) => compareCodePoints(a, b));
    return `{${members.map(([key, item]) => `${quoted(key)}:${canonicalJson(item)}`).join(",")}}`;
  }
  return String(value); // true, false, null
}

/** @param {string} text */
function quoted(text) {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/**
 * JavaScript compares strings by UTF-16 units, TUF's Python by code points; they differ beyond the basic plane.
 * @param {string} a
 * @param {string} b
 */
function compareCodePoints(a, b) {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = /** @type {number} */ (left[i].codePointAt(0)) - /** @type {number} */ (right[i].codePointAt(0));
    if (difference) return difference;
  }
  return left.length - right.length;
}
