/**
 * Texts for tests of the layout, made from the English ones: longer words, and words that run from right to left. These
 * languages are never offered. Placeholders stay as they are.
 */

const PLAIN = "AEIOUaeiouycn";
const ACCENTED = "ÁÉÍÓÚáéíóúýçñ";

/** @param {string} text */
export function lengthened(text) {
  const padding = " ~~~~~".repeat(Math.floor(text.length / 18)) || "~".repeat(Math.floor(text.length / 3));
  const accented = text.replace(/[A-Za-z]/g, (letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter);
  return `[${accented}${padding}]`;
}

/** Each word written from right to left, as a right-to-left script would be. @param {string} text */
export function mirrored(text) {
  return text.replace(/\$\d|[\p{L}\p{N}]+/gu, (word) => (word.startsWith("$") ? word : `\u202e${word}\u202c`));
}

/** @type {Map<string, (text: string) => string>} by tag */
export const PSEUDO = new Map([
  ["en-XA", lengthened],
  ["ar-XB", mirrored],
]);
