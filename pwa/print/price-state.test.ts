import { expect, test } from "vitest";
import type { QuoteEvent } from "#contract/quoting";
import { firstShop, withLine, withSettings } from "./choice.ts";
import { estimateOrder } from "./estimate-order.ts";
import type { PrintOrder } from "./order.ts";
import {
  bindingNow,
  onPriceEvent,
  type PriceEvent,
  type PriceState,
  priceStart,
  settled,
  shownCheaper,
  shownEstimate,
} from "./price-state.ts";
import { shelvedBlock } from "./testing.ts";

const { shelf, order: plain } = shelvedBlock();
const withInfill = (infillPercent: number): PrintOrder =>
  withLine(plain, "block", (choice) => withSettings(choice, { infillPercent }));
const priceOf = (order: PrintOrder) => {
  const made = estimateOrder(firstShop, order, shelf.estimateOf);
  if (!made.ok) throw new Error(made.why);
  return made.estimate;
};
const after = (...events: PriceEvent[]): PriceState => events.reduce(onPriceEvent, priceStart(plain));
const chosen = (order: PrintOrder): PriceEvent => ({ type: "chosen", order });
const priced = (revision: number, order: PrintOrder): PriceEvent => ({
  ...{ type: "priced", revision, order, estimate: priceOf(order) },
});

test("a choice shows at once, and its price when it has come", () => {
  const waiting = after(chosen(withInfill(40)));
  expect(waiting.chosen).toEqual(withInfill(40));
  expect(settled(waiting)).toBe(false);
  const known = onPriceEvent(waiting, priced(1, withInfill(40)));
  expect(settled(known)).toBe(true);
  expect(shownEstimate(known)).toEqual(priceOf(withInfill(40)));
});

test("an answer that comes late never takes a newer one's place", () => {
  const [low, high] = [withInfill(10), withInfill(80)];
  const state = after(chosen(low), chosen(high), priced(2, high), priced(1, low));
  expect(shownEstimate(state)).toEqual(priceOf(high));
  expect(settled(state)).toBe(true);
});

test("while a newer price is awaited, the answer to a moment ago is shown as not settled", () => {
  const state = after(chosen(withInfill(10)), chosen(withInfill(20)), priced(1, withInfill(10)));
  expect(shownEstimate(state)).toEqual(priceOf(withInfill(10)));
  expect(settled(state)).toBe(false);
});

test("an answer to what was never asked is not believed", () => {
  expect(after(priced(7, plain)).priced).toBeNull();
});

test("a choice without a price is taken back, with the reason, and answers to it stay without effect", () => {
  const strange = withLine(plain, "block", (choice) => withSettings(choice, { material: "unobtainium" }));
  const refused: PriceEvent = { type: "unpriced", revision: 2, unpriced: { why: "no-material" } };
  const back = after(chosen(plain), priced(1, plain), chosen(strange), refused);
  expect(back.chosen).toEqual(plain);
  expect(back.refusal).toEqual({ why: "no-material" });
  expect(settled(back)).toBe(true);
  expect(shownEstimate(onPriceEvent(back, priced(2, withInfill(90))))).toEqual(priceOf(plain));
  expect(onPriceEvent(back, chosen(withInfill(30))).refusal).toBeNull();
});

test("a refusal of a choice that was changed meanwhile takes nothing back", () => {
  const state = after(chosen(withInfill(10)), chosen(withInfill(20)), {
    ...{ type: "unpriced", revision: 1, unpriced: { why: "broke" } },
  });
  expect(state.chosen).toEqual(withInfill(20));
  expect(state.refusal).toBeNull();
});

test("without any price before it, a refused choice stays and says why", () => {
  const state = after(chosen(plain), { type: "unpriced", revision: 1, unpriced: { why: "not-sent-there" } });
  expect(state.chosen).toEqual(plain);
  expect(state.refusal).toEqual({ why: "not-sent-there" });
});

test("nothing is shown of the price of parts that are gone", () => {
  const state = after(chosen(plain), priced(1, plain), chosen({ ...plain, lines: [] }));
  expect(shownEstimate(state)).toBeNull();
});

test("ways to lower a price are those of what is chosen now", () => {
  const byPart = { block: [{ change: "infill", to: 15, savesMinor: 12 }] } as const;
  const told = after(chosen(plain), priced(1, plain), { type: "cheaper", revision: 1, byPart });
  expect(shownCheaper(told, "block")).toHaveLength(1);
  expect(shownCheaper(onPriceEvent(told, chosen(withInfill(10))), "block")).toHaveLength(0);
});

/** As the server tells it: a slice's price, or the estimate that stands until then. */
function told(revision: number, order: PrintOrder, source: "slice" | "estimate", createdMs = 1_000): PriceEvent {
  const { price, lines } = priceOf(order);
  const event: QuoteEvent = {
    ...{ type: "quote", revision },
    answer: {
      quote: {
        ...{ quoteId: crypto.randomUUID(), price, source, createdMs, expiresMs: createdMs + 1 },
        ...{ leadTime: order.leadTime, shipping: order.shipping, country: order.country },
        versions: { priceBook: 1, profile: "p", slicer: "s" },
        state: source === "slice" ? "open" : "slicing",
        lines: order.lines.map(({ partId, choice }, i) => ({
          ...{ lineId: partId, fileName: "block.stl", geometrySha256: "0".repeat(64), choice, source },
          ...{ figures: lines[i]?.figures as QuoteEvent["answer"]["quote"]["lines"][0]["figures"] },
          ...{ price: price.lines[i] as (typeof price.lines)[0], rangeMinor: null, drivers: [], cheaper: [] },
        })),
      },
      ...{ revision, totalRangeMinor: source === "slice" ? null : { low: 1, high: 2 }, payable: source === "slice" },
      ...{ nextQuoteId: null, decision: null },
    },
  };
  return { type: "told", event };
}

test("a binding price takes the estimate's place, and the server's estimate does not", () => {
  const estimated = after(chosen(plain), priced(1, plain), told(1, plain, "estimate"));
  expect(bindingNow(estimated)).toBeNull();
  expect(shownEstimate(estimated)).toEqual(priceOf(plain));
  const bound = onPriceEvent(estimated, told(1, plain, "slice"));
  const { totalMinor } = priceOf(plain).price;
  expect(bindingNow(bound)).not.toBeNull();
  expect(shownEstimate(bound)?.rangeMinor).toEqual({ low: totalMinor, high: totalMinor });
  expect(bindingNow(onPriceEvent(bound, told(1, plain, "estimate", 9_000)))).not.toBeNull();
});

test("a binding price of an earlier choice is not shown for a later one, in whatever order they come", () => {
  const [low, high] = [withInfill(10), withInfill(80)];
  const state = after(chosen(low), chosen(high), told(2, high, "slice"), told(1, low, "slice"));
  expect(bindingNow(state)?.revision).toBe(2);
  expect(bindingNow(after(chosen(low), told(1, low, "slice"), chosen(high)))).toBeNull();
  expect(after(chosen(low), told(5, high, "slice")).told).toBeNull();
});
