import { expect, test } from "vitest";
import { originsIn, snippetOf } from "./widget-snippet.ts";

test("what goes into a page names the module, the shop and the key", () => {
  const lines = snippetOf("https://caliper.example", "cp_key").split("\n");
  expect(lines).toEqual([
    '<script type="module" src="https://caliper.example/widget/caliper-quote.js"></script>',
    '<caliper-quote shop="https://caliper.example" key="cp_key"></caliper-quote>',
  ]);
});

test("addresses are parted by spaces, commas and lines", () => {
  expect(originsIn(" https://a.example,https://b.example:8443\n https://c.example ")).toEqual([
    "https://a.example",
    "https://b.example:8443",
    "https://c.example",
  ]);
  expect(originsIn("  ")).toEqual([]);
});
