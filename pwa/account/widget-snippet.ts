/** What a page embeds: the module once, the element where the price is to stand. */
export const snippetOf = (shop: string, key: string): string =>
  [
    `<script type="module" src="${shop}/widget/caliper-quote.js"></script>`,
    `<caliper-quote shop="${shop}" key="${key}"></caliper-quote>`,
  ].join("\n");

/** One origin a line, as typed; commas do as well. */
export const originsIn = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
