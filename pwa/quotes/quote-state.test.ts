import { expect, test } from "vitest";
import type { QuoteAnswer } from "#contract/quoting";
import { firstShop } from "../print/choice.ts";
import { compareChoices } from "./compare.ts";
import { comparedIds, movesByItself, orderable, restText, secondsOf, standingOf } from "./quote-state.ts";
import { requoteWith } from "./requote-with.ts";

const figures = { materialMg: 10_000, supportMg: 0, filamentMm: 3_300, seconds: 3_600, layers: 50 };
const linePrice = { breakdown: [], totalMinor: 900, perPieceMinor: 450 };

function quoteOf(more: Partial<QuoteAnswer["quote"]> = {}, infillPercent = 20): QuoteAnswer {
  return {
    ...{ revision: 1, totalRangeMinor: null, payable: true, nextQuoteId: null, decision: null },
    quote: {
      ...{ quoteId: "00000000-0000-4000-8000-000000000001", leadTime: "standard", shipping: "tracked", country: "GB" },
      lines: [
        {
          ...{ lineId: "00000000-0000-4000-8000-00000000000a", fileName: "bracket.stl", geometrySha256: "0" },
          choice: {
            settings: {
              ...{ process: "fdm", material: "pla", preset: "standard", layerHeightUm: 200, infillPercent },
              ...{ pattern: "gyroid", supports: "auto", orientation: { kind: "face-down", side: "-z" } },
            },
            ...{ colour: "black", finish: "none", quantity: 2 },
          },
          ...{ figures, source: "slice", price: linePrice, rangeMinor: null, drivers: [], cheaper: [] },
        },
      ],
      price: {
        ...{ currency: "gbp", lines: [linePrice], goodsMinor: 900, breakdown: [], totalMinor: 1_320, massMg: 20_000 },
        ...{ days: 7, review: [] },
      },
      ...{ source: "slice", versions: { priceBook: 1, profile: "p", slicer: "s" }, createdMs: 0, expiresMs: 1_000_000 },
      ...{ state: "open", ...more },
    },
  };
}

test("a quote expires on this device too, whatever the server said last", () => {
  const quote = quoteOf();
  expect([standingOf(quote, 999_999), orderable(quote, 999_999)]).toEqual(["open", true]);
  expect([standingOf(quote, 1_000_000), orderable(quote, 1_000_000)]).toEqual(["expired", false]);
  expect(standingOf(quoteOf({ state: "ordered" }), 2_000_000), "an order outlives the price").toBe("ordered");
});

test("the shop's no ends it, an estimate is never ordered", () => {
  const refused = { ...quoteOf({ state: "review" }), decision: { decision: "refused", note: "", atMs: 5 } } as const;
  expect([standingOf(refused, 6), orderable(refused, 6)]).toEqual(["refused", false]);
  const estimate = { ...quoteOf({ state: "estimating", source: "estimate" }), payable: false };
  expect([standingOf(estimate, 6), orderable(estimate, 6)]).toEqual(["estimate", false]);
});

test("it is asked after only while the slicer works on it", () => {
  expect(movesByItself(quoteOf())).toBe(false);
  expect(movesByItself(quoteOf({ state: "slicing" }))).toBe(true);
  expect(movesByItself(quoteOf({ state: "review" }))).toBe(false);
});

test("what is left of it reads in days, hours and seconds", () => {
  const hourMs = 3_600_000;
  expect(restText(14 * 24 * hourMs, 0)).toBe("14 days 0 h");
  expect(restText(25 * hourMs, 0)).toBe("1 day 1 h");
  expect(restText(90 * 60_000, 0)).toBe("1 h 30 min");
  expect(restText(0, 5_000)).toBe("0 s");
});

test("compared, only what was chosen otherwise is marked", () => {
  const rows = compareChoices([quoteOf(), quoteOf({ leadTime: "rush" }, 40)], firstShop);
  expect(rows.filter(({ differs }) => differs).map(({ name, values }) => [name, ...values])).toEqual([
    ["Infill", "20 %", "40 %"],
    ["Lead time", "Standard", "Rush"],
  ]);
  expect(rows.find(({ name }) => name === "Material")?.values).toEqual(["PLA", "PLA"]);
});

test("a quote with a part more differs in all of it", () => {
  const one = quoteOf();
  const two = quoteOf({ lines: [...one.quote.lines, ...one.quote.lines] });
  const rows = compareChoices([one, two], firstShop);
  expect(rows.filter(({ name }) => name.endsWith("part 1")).some(({ differs }) => differs)).toBe(false);
  expect(rows.filter(({ name }) => name.endsWith("part 2")).every(({ differs }) => differs)).toBe(true);
});

test("two to four ids are read from an address, each once", () => {
  const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
  expect(comparedIds(`${id(1)},${id(2)},${id(1)},nonsense`)).toEqual([id(1), id(2)]);
  expect(comparedIds([1, 2, 3, 4, 5].map(id))).toHaveLength(4);
  expect(comparedIds(undefined)).toEqual([]);
});

test("a cheaper way names only what it changes", () => {
  const quote = quoteOf();
  const lineId = quote.quote.lines[0]?.lineId ?? "";
  const ask = (change: "infill" | "lead-time" | "material", to: string | number) =>
    requoteWith(firstShop, quote, lineId, { change, to, savesMinor: 10 }, "q");
  expect(ask("lead-time", "economy")).toEqual({ quoteId: "q", leadTime: "economy" });
  expect(ask("infill", 10)).toMatchObject({ lines: [{ lineId, choice: { settings: { infillPercent: 10 } } }] });
  expect(ask("material", "petg")).toMatchObject({ lines: [{ choice: { settings: { material: "petg" } } }] });
});

test("print time counts every piece", () => expect(secondsOf(quoteOf())).toBe(7_200));
