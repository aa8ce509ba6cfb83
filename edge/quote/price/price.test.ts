import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import * as v from "valibot";
import { expect, test } from "vitest";
import { type PriceBook, priceBookSchema } from "#contract/price-book";
import type { LeadTime } from "#contract/print-settings";
import { amount, apportioned, minus, plus, rounded, zero } from "./amount.ts";
import { defaultPriceBook } from "./default-price-book.ts";
import { exactLine, priceLine } from "./line-price.ts";
import { type PricedOrder, priceOrder, priceOrderByShop } from "./order-price.ts";
import type { PricedLine } from "./terms.ts";

const minor = fc.integer({ min: 0, max: 1_000_000 });
const seconds = fc.integer({ min: 0, max: 100_000 });
const share = fc.integer({ min: 0, max: 9_000 });

/** Valid ones alone: each step keeps `from × factor` at or above one piece less at the factor before. */
const breaks = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 100 })), { maxLength: 5 })
  .map((steps) => {
    let before = { fromQuantity: 1, factorBp: 10_000 };
    return steps.map(([further, percentOfRoom]) => {
      const fromQuantity = before.fromQuantity + further;
      const least = Math.ceil(((fromQuantity - 1) * before.factorBp) / fromQuantity);
      before = {
        fromQuantity,
        factorBp: before.factorBp - Math.floor(((before.factorBp - least) * percentOfRoom) / 100),
      };
      return before;
    });
  });

const book: fc.Arbitrary<PriceBook> = fc
  .record({
    material: fc.record({ minorPerKg: minor, wasteBp: share, failureBp: share }),
    machine: fc.record({ minorPerHour: minor, watts: fc.integer({ min: 0, max: 5_000 }) }),
    energyMinorPerKwh: minor,
    labourMinorPerHour: minor,
    handlingSecondsPerPart: seconds,
    supportRemoval: fc.record({ secondsPerPart: seconds, secondsPerKg: seconds }),
    finish: fc.record({ name: fc.constant("f"), minorPerPart: minor, labourSecondsPerPart: seconds }),
    packagingMinorPerPart: minor,
    setupMinorPerLine: minor,
    breaks,
    lineMinimumMinor: minor,
    orderMinimumMinor: minor,
    marginBp: fc.integer({ min: 5_000, max: 40_000 }),
    rushBp: fc.integer({ min: 8_000, max: 30_000 }),
    taxBp: share,
  })
  .map(({ material, machine, finish, rushBp, taxBp, ...terms }) => ({
    ...defaultPriceBook,
    ...terms,
    materials: { pla: material },
    machines: { m: machine },
    finishes: { none: finish },
    leadTimes: { ...defaultPriceBook.leadTimes, rush: { factorBp: rushBp, days: 1 } },
    tax: { defaultBp: taxBp, byCountry: {} },
  }));

const line: fc.Arbitrary<PricedLine> = fc
  .record({
    quantity: fc.integer({ min: 1, max: 10_000 }),
    materialMg: fc.integer({ min: 0, max: 20_000_000 }),
    supportMg: fc.integer({ min: 0, max: 1_000_000 }),
    seconds: fc.integer({ min: 0, max: 2_000_000 }),
  })
  .map(({ quantity, ...figures }) => ({ material: "pla", machine: "m", finish: "none", quantity, figures }));

const leadTime = fc.constantFrom<LeadTime>("economy", "standard", "rush");
const order: fc.Arbitrary<Omit<PricedOrder, "leadTime">> = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 4 }),
  shipping: fc.constantFrom("tracked", "express"),
  country: fc.constant("GB"),
  source: fc.constant("slice" as const),
});
const sum = (entries: readonly { minor: number }[]) => entries.reduce((all, entry) => all + entry.minor, 0);

test("the books made here, and the one to begin with, are of the contract's form", () => {
  expect(v.is(priceBookSchema, defaultPriceBook)).toBe(true);
  fc.assert(fc.property(book, (made) => v.is(priceBookSchema, made)));
});

test("a book whose break lets a total fall is refused", () => {
  const steep = { ...defaultPriceBook, breaks: [{ fromQuantity: 10, factorBp: 8_900 }] };
  expect(v.is(priceBookSchema, steep)).toBe(false);
  expect(v.is(priceBookSchema, { ...steep, breaks: [{ fromQuantity: 10, factorBp: 9_000 }] })).toBe(true);
});

test("a line's breakdown sums to its total, and every amount is whole", () => {
  fc.assert(
    fc.property(book, line, leadTime, (terms, part, when) => {
      const price = priceLine(terms, part, when);
      expect(sum(price.breakdown)).toBe(price.totalMinor);
      for (const { minor: of } of price.breakdown) expect(Number.isSafeInteger(of)).toBe(true);
    }),
  );
});

test("an order's lines and breakdown sum to its total", () => {
  fc.assert(
    fc.property(book, order, leadTime, (terms, asked, when) => {
      const price = priceOrder(terms, { ...asked, leadTime: when });
      const lines = price.lines.reduce((all, { totalMinor }) => all + totalMinor, 0);
      expect(lines + sum(price.breakdown)).toBe(price.totalMinor);
      expect(price.breakdown.every(({ minor: of }) => Number.isSafeInteger(of) && of >= 0)).toBe(true);
    }),
  );
});

test("a line is rounded once: its total is within half a unit of the exact sum", () => {
  fc.assert(
    fc.property(book, line, leadTime, (terms, part, when) => {
      const exact = exactLine(terms, part, when).reduce((all, [, of]) => plus(all, of), zero);
      const off = minus(amount(BigInt(priceLine(terms, part, when).totalMinor)), exact);
      expect(2n * off.over <= off.under && 2n * off.over > -off.under).toBe(true);
    }),
  );
});

test("one piece more never makes the whole cheaper, nor one piece dearer", () => {
  fc.assert(
    fc.property(book, line, leadTime, (terms, part, when) => {
      const more = { ...part, quantity: part.quantity + 1 };
      expect(priceLine(terms, more, when).totalMinor).toBeGreaterThanOrEqual(priceLine(terms, part, when).totalMinor);
      expect(priceLine(terms, more, when).perPieceMinor).toBeLessThanOrEqual(
        priceLine(terms, part, when).perPieceMinor,
      );
    }),
  );
});

test("the total never falls as a quantity passes a break, and the unit price falls there", () => {
  const at = (quantity: number) =>
    priceLine(
      defaultPriceBook,
      {
        material: "pla",
        machine: "prusa-mk3s",
        finish: "none",
        quantity,
        figures: { materialMg: 12_345, supportMg: 0, seconds: 4_321 },
      },
      "standard",
    );
  for (const { fromQuantity } of defaultPriceBook.breaks) {
    expect(at(fromQuantity).totalMinor).toBeGreaterThanOrEqual(at(fromQuantity - 1).totalMinor);
    expect(at(fromQuantity).perPieceMinor).toBeLessThan(at(fromQuantity - 1).perPieceMinor);
  }
});

test.each(["materialMg", "supportMg", "seconds"] as const)("more %s is never cheaper", (what) => {
  fc.assert(
    fc.property(book, line, leadTime, fc.integer({ min: 0, max: 100_000 }), (terms, part, when, more) => {
      const heavier = { ...part, figures: { ...part.figures, [what]: part.figures[what] + more } };
      expect(priceLine(terms, heavier, when).totalMinor).toBeGreaterThanOrEqual(
        priceLine(terms, part, when).totalMinor,
      );
    }),
  );
});

test("a price worked out by hand comes out", () => {
  // 20 g × 1.05 × £22/kg = 46.2; 2 h × £1.20 = 240; 0.24 kWh × 28 = 6.72; sum 292.92 ÷ 0.97 = 301.979…;
  // 90 s × £24/h = 60; packaging 30 → 391.979… a piece; × 10 × 0.95 + 150 = 3873.80…; × 1.35 = 5229.63…
  const price = priceLine(
    defaultPriceBook,
    {
      material: "pla",
      machine: "prusa-mk3s",
      finish: "none",
      quantity: 10,
      figures: { materialMg: 20_000, supportMg: 0, seconds: 7_200 },
    },
    "standard",
  );
  expect(price.totalMinor).toBe(5_230);
  expect(price.breakdown.map(({ term }) => term)).toEqual([
    "material",
    "machine",
    "energy",
    "failure",
    "labour",
    "packaging",
    "setup",
    "quantity-break",
    "margin",
  ]);
});

test("a figure with a fraction, or one that is no number, is refused", () => {
  for (const wrong of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    const part = {
      material: "pla",
      machine: "prusa-mk3s",
      finish: "none",
      quantity: 1,
      figures: { materialMg: wrong, supportMg: 0, seconds: 1 },
    };
    expect(() => priceLine(defaultPriceBook, part, "standard")).toThrow(RangeError);
  }
});

test("names that the book lacks are told, also those of every object", () => {
  const part = {
    material: "constructor",
    machine: "prusa-mk3s",
    finish: "none",
    quantity: 1,
    figures: { materialMg: 1, supportMg: 0, seconds: 1 },
  };
  expect(() => priceLine(defaultPriceBook, part, "standard")).toThrow("material constructor");
});

test("no float literal, no division of numbers and no rounding of floats stands in the pricing", () => {
  const here = new URL(".", import.meta.url);
  const files = readdirSync(here).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  expect(files.length).toBeGreaterThan(4);
  for (const name of files) {
    const code = readFileSync(new URL(name, here), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*|"[^"]*"|`[^`]*`/g, "");
    expect(code, name).not.toMatch(/\b\d+\.\d|Math\.(round|ceil|trunc|fround|pow)|parseFloat|toFixed|\*\*/);
    // `/` stands between BigInts alone, and there is one place where a number is halved: a percentage.
    for (const [found] of code.matchAll(/[^\n]*\s\/\s[^\n]*/g)) {
      expect(found, name).toMatch(
        /\bover \/ (by|under)|under \/ by|doubled \/ under|\d_?\d*n\) \/ BigInt|Math\.floor\(settings\.infillPercent \/ 2\)/,
      );
    }
  }
});

test("parts of a rounded sum sum to it, and zero stays zero", () => {
  const ratio = fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 6n }))
    .map(([a, b]) => amount(a, b));
  fc.assert(
    fc.property(fc.array(ratio), (parts) => {
      const whole = apportioned(parts);
      expect(whole.reduce((all, of) => all + of, 0n)).toBe(rounded(parts.reduce(plus, zero)));
      const kept = parts.every((part, i) => (part.over === 0n ? whole[i] === 0n : (whole[i] ?? -1n) >= 0n));
      expect(kept).toBe(true);
    }),
  );
});

test("a half goes up, below zero too", () => {
  expect([amount(1n, 2n), amount(-1n, 2n), amount(3n, 2n), amount(-3n, 2n), amount(-7n, 4n)].map(rounded)).toEqual([
    1n,
    0n,
    2n,
    -1n,
    -2n,
  ]);
});

test("the shop's own price is shared out over the lines to the penny, with shipping and tax as ever", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000_000 }),
      fc.array(fc.integer({ min: 1, max: 900_000 }), { minLength: 1, maxLength: 5 }),
      (goodsMinor, masses) => {
        const lines = masses.map((materialMg, i) => ({
          ...{ material: "pla", machine: "prusa-mk3s", finish: "none", quantity: i + 1 },
          figures: { materialMg, supportMg: 0, filamentMm: 0, seconds: materialMg, layers: 1 },
        }));
        const order = { lines, leadTime: "standard", shipping: "tracked", country: "GB", source: "shop" } as const;
        const price = priceOrderByShop(defaultPriceBook, order, goodsMinor);
        const sum = price.lines.reduce((all, line) => all + line.totalMinor, 0);
        const rest = price.breakdown.reduce((all, { minor }) => all + minor, 0);
        expect([sum, price.goodsMinor, price.totalMinor]).toEqual([goodsMinor, goodsMinor, goodsMinor + rest]);
        expect(price.lines.every((line) => line.totalMinor >= 0 && line.breakdown[0]?.minor === line.totalMinor)).toBe(
          true,
        );
        expect(price.review).toEqual([]);
      },
    ),
  );
});
