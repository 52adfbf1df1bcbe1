/**
 * The Flesch–Kincaid grade of an English text: the school year in which most can read it.
 */

/** An e that is written near the end and not spoken, as in "asked", "names" and "name", but not in "pages" or "wanted". */
const SILENT_E = /(?<=[^sxzcgh])e(?=s$)|(?<=[^td])e(?=d$)|(?<!l)e$|(?<=[aeiouy]l)e$/;
const VOWELS = /[aeiouy]+/g;

/** Syllables as the vowel groups of a word, without its silent ending. */
export function syllables(word) {
  const bare = word.toLowerCase().replace(/[^a-z]/g, "");
  if (bare.length <= 3) return bare ? 1 : 0;
  const sounded = bare.replace(SILENT_E, "");
  return Math.max(1, (sounded.match(VOWELS) ?? []).length);
}

/** @param {string} text one or more sentences */
export function readingGrade(text) {
  const sentences = text.split(/[.!?:;…]+(?:\s|$)/).filter((part) => /\p{L}/u.test(part));
  const words = text.match(/[\p{L}\d’'.-]*\p{L}[\p{L}\d’'.-]*/gu) ?? [];
  if (words.length === 0) return 0;
  const parts = words.flatMap((word) => word.split("-"));
  const all = parts.reduce((sum, word) => sum + syllables(word), 0);
  return 0.39 * (words.length / sentences.length) + 11.8 * (all / words.length) - 15.59;
}
