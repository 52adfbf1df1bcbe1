/* global document, NodeFilter -- it runs in the page */
// Finds what is said about a company without a source and a date in the same block. Returns the sentences at fault.
(names) => {
  const word = (name) => `(?<![\\p{L}\\p{N}])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}])`;
  const named = new RegExp(names.map(word).join("|"), "u");
  // A block: the smallest thing that a reader takes in at once. A whole section only where it is one statement.
  const BLOCKS = "p, li, blockquote, td, dd, article, section.instead, section.asks, section.answer";
  // To name is not to state: titles, links with a name, addresses, the question on a label, how to quote.
  const NAMING = "h1, .crumb, .by, .entry, .label, .list details, a, cite, .from, .cited, main > .notice, .quote";
  const dated = (block) =>
    [...block.querySelectorAll(".cited, .from")].some(({ textContent }) =>
      /\d{4}|no date|sin fecha|no lleva fecha/.test(textContent),
    );
  const wrong = [];
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { textContent, parentElement } = texts.currentNode;
    if (!named.test(textContent) || parentElement.closest(NAMING)) continue;
    let block = parentElement.closest(BLOCKS);
    while (block && !dated(block)) block = block.parentElement.closest(BLOCKS);
    if (!block) wrong.push(textContent.trim());
  }
  return wrong;
};
