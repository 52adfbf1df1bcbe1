import { readFileSync } from "node:fs";

/** The lines of a file of `tests/vectors/`. */
export function vectors(name) {
  const text = readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The browser's `storage.local`, as far as we use it, with Chromium's rule that an undefined default is no default. */
export function fakeStorage(initial = {}) {
  const held = structuredClone(initial);
  return {
    held,
    async get(keys) {
      if (keys === null) return structuredClone(held);
      if (typeof keys === "string") return keys in held ? { [keys]: structuredClone(held[keys]) } : {};
      const defaults = Object.entries(keys).filter(([, value]) => value !== undefined);
      return Object.fromEntries(
        defaults.map(([key, value]) => [key, structuredClone(key in held ? held[key] : value)]),
      );
    },
    async set(items) {
      Object.assign(held, structuredClone(items));
    },
    async remove(keys) {
      for (const key of [keys].flat()) delete held[key];
    },
  };
}
