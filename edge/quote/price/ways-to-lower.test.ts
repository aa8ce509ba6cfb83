import * as v from "valibot";
import { expect, test } from "vitest";
import { catalogueSchema } from "#contract/material-catalogue";
import type { PrintSettings } from "#contract/print-settings";
import type { Figures } from "#contract/quote";
import { defaultCatalogue } from "./default-catalogue.ts";
import { defaultPriceBook } from "./default-price-book.ts";
import { priceLine } from "./line-price.ts";
import { priceOrder } from "./order-price.ts";
import { type Choice, driversOf, waysToLower } from "./ways-to-lower.ts";

const choice: Choice = {
  settings: {
    ...{ process: "fdm", material: "pla", preset: "fine", layerHeightUm: 100, infillPercent: 60, pattern: "grid" },
    ...{ supports: "auto", orientation: { kind: "face-down", side: "-z" } },
  },
  ...{ colour: "black", finish: "primed", quantity: 4, machine: "prusa-mk3s", leadTime: "rush" },
};

/** Time as layers go, mass as infill goes. */
const figuresOf = (settings: PrintSettings): Figures => ({
  materialMg: 10_000 + 200 * settings.infillPercent,
  supportMg: 0,
  filamentMm: 4_000,
  seconds: Math.round(2_000_000 / settings.layerHeightUm),
  layers: 100,
});

test("two ways of different kinds are proposed, the better first, and each saves what it says", () => {
  const ways = waysToLower(defaultPriceBook, defaultCatalogue, choice, figuresOf);
  expect(ways.map(({ change }) => change)).toEqual(["finish", "lead-time"]);
  const before = priceLine(
    defaultPriceBook,
    { ...choice, material: "pla", figures: figuresOf(choice.settings) },
    "rush",
  );
  const after = priceLine(
    defaultPriceBook,
    { ...choice, finish: "none", material: "pla", figures: figuresOf(choice.settings) },
    "rush",
  );
  expect(ways[0]).toEqual({ change: "finish", to: "none", savesMinor: before.totalMinor - after.totalMinor });
});

test("what cannot be printed is not proposed", () => {
  const plain: Choice = { ...choice, finish: "none", leadTime: "economy" };
  const changes = (of: typeof figuresOf | ((s: PrintSettings) => Figures | null)) =>
    waysToLower(defaultPriceBook, defaultCatalogue, plain, of).map(({ change }) => change);
  expect(changes(figuresOf)).toContain("preset");
  expect(changes((settings) => (settings.preset === "fine" ? figuresOf(settings) : null))).not.toContain("preset");
});

test("the largest terms are told first, with their share", () => {
  const price = priceLine(
    defaultPriceBook,
    { ...choice, material: "pla", figures: figuresOf(choice.settings) },
    "rush",
  );
  const drivers = driversOf(price);
  expect(drivers).toHaveLength(3);
  expect(drivers[0]?.minor).toBe(Math.max(...price.breakdown.map(({ minor }) => minor)));
  expect(drivers.every(({ shareBp }) => Number.isInteger(shareBp) && shareBp > 0 && shareBp <= 10_000)).toBe(true);
});

const line = { material: "pla", machine: "prusa-mk3s", finish: "none", quantity: 1 };
const small = { materialMg: 5_000, supportMg: 1_000, seconds: 3_600 };

test("an order below the minimum is lifted to it, tax is on goods and shipping", () => {
  const lines = [{ ...line, figures: small }];
  const price = priceOrder(defaultPriceBook, {
    lines,
    leadTime: "standard",
    shipping: "express",
    country: "GB",
    source: "slice",
  });
  expect(price.goodsMinor).toBe(800);
  // 4 g of part, without its support: £2 a kg → 0.8 p.
  expect(price.breakdown.find(({ term }) => term === "shipping")?.minor).toBe(891);
  expect(price.breakdown.find(({ term }) => term === "tax")?.minor).toBe(338);
  expect(price.totalMinor).toBe(800 + 891 + 338);
  expect(price.review).toEqual([]);
});

test("large, long, many or only estimated: a person looks first", () => {
  const order = { leadTime: "standard", shipping: "tracked", country: "GB" } as const;
  const large = [{ ...line, quantity: 500, figures: { ...small, seconds: 90_000 } }];
  expect(priceOrder(defaultPriceBook, { ...order, lines: large, source: "estimate" }).review).toEqual([
    "estimate",
    "sum",
    "quantity",
    "duration",
  ]);
});

test("nothing is sent where a way of shipping does not go", () => {
  const lines = [{ ...line, figures: small }];
  const abroad = { lines, leadTime: "standard", country: "FR", source: "slice" } as const;
  expect(() => priceOrder(defaultPriceBook, { ...abroad, shipping: "tracked" })).toThrow("tracked to FR");
  expect(priceOrder(defaultPriceBook, { ...abroad, shipping: "abroad" }).breakdown.at(-1)?.minor).toBe(0);
});

test("the catalogue to begin with is of the contract's form and priced throughout", () => {
  expect(v.is(catalogueSchema, defaultCatalogue)).toBe(true);
  for (const { id } of defaultCatalogue.materials) expect(defaultPriceBook.materials).toHaveProperty(id);
  for (const { id } of defaultCatalogue.machines) expect(defaultPriceBook.machines).toHaveProperty(id);
});
