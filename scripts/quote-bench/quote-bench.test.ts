import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { defaultPriceBook } from "../../edge/quote/price/default-price-book.ts";
import { priceOrder } from "../../edge/quote/price/order-price.ts";
import type { PricedLine } from "../../edge/quote/price/terms.ts";
import { root } from "../setup/places.mjs";
import type { ByHand } from "./price.ts";
import { withSection } from "./report.ts";
import { runPython } from "./slice.ts";

const { materials, finishes } = defaultPriceBook;
const line: fc.Arbitrary<PricedLine> = fc.record({
  material: fc.constantFrom(...Object.keys(materials).filter((name) => name !== "resin-standard")),
  machine: fc.constant("prusa-mk3s"),
  finish: fc.constantFrom(...Object.keys(finishes)),
  quantity: fc.integer({ min: 1, max: 300 }),
  figures: fc
    .record({ part: fc.nat(2_000_000), supportMg: fc.nat(200_000), seconds: fc.nat(1_000_000) })
    .map(({ part, supportMg, seconds }) => ({ materialMg: part + supportMg, supportMg, seconds })),
});
const order = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 4 }),
  leadTime: fc.constantFrom("economy" as const, "standard" as const, "rush" as const),
  way: fc.constantFrom(["tracked", "GB"], ["express", "GB"], ["abroad", "DE"], ["abroad", "GB"], ["collect", "GB"]),
});

test("any order costs to the penny what the calculation by hand says, step by step", async () => {
  const orders = fc.sample(order, 300).map(({ way, ...rest }) => {
    const [shipping = "", country = ""] = way;
    return { ...rest, shipping, country, source: "slice" as const };
  });
  const given = JSON.stringify({ book: defaultPriceBook, orders });
  const byHand = JSON.parse(await runPython([join(root, "scripts/quote-bench/by_hand.py")], given)) as ByHand[];
  for (const [i, one] of orders.entries()) {
    const ours = priceOrder(defaultPriceBook, one);
    const theirs = byHand[i] as ByHand;
    expect(ours.lines.map(({ totalMinor }) => totalMinor)).toEqual(theirs.lines.map(({ totalMinor }) => totalMinor));
    expect([ours.goodsMinor, ours.totalMinor], JSON.stringify(one)).toEqual([theirs.goods, theirs.totalMinor]);
  }
});

test("the page's tables are where the bench writes them, and only what is between the marks is replaced", () => {
  const page = readFileSync(join(root, "docs/QUOTING.md"), "utf8");
  for (const name of ["example", "prices", "left out", "unseen"]) {
    const made = withSection(page, name, ["| new |"]);
    expect(made).toContain(`<!-- ${name}: made by npm run bench:quote -->\n| new |\n<!-- ${name}: end -->`);
    expect(withSection(made, name, ["| new |"])).toBe(made);
  }
  expect(() => withSection(page, "none such", [])).toThrow("no section");
});

test("every price of the page is the one by hand", () => {
  const page = readFileSync(join(root, "docs/QUOTING.md"), "utf8");
  const rows = [...page.matchAll(/\| (£[\d.]+) \| (£[\d.]+) \| 0\.00 % \|/g)];
  expect(rows.length).toBeGreaterThanOrEqual(30);
  expect(rows.filter(([, ours, byHand]) => ours !== byHand)).toEqual([]);
});
