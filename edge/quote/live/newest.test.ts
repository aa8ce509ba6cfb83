import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { QuoteEvent } from "#contract/quoting";
import { newestQuote } from "./newest.ts";

const states = ["slicing", "review", "open"] as const;
const event = (revision: number, state: (typeof states)[number], createdMs = 1): QuoteEvent => {
  const quote = { state, source: state === "open" ? "slice" : "estimate", createdMs };
  return { type: "quote", revision, answer: { quote } } as unknown as QuoteEvent;
};
const hold = (events: readonly QuoteEvent[]) => events.reduce<QuoteEvent | null>(newestQuote, null);

test("a late answer to an earlier change never takes a newer one's place", () => {
  const [old, newer] = [event(3, "open"), event(4, "slicing")];
  expect(hold([old, newer])).toBe(newer);
  expect(hold([newer, old])).toBe(newer);
});

test("the binding price takes the estimate's place, and stays when the estimate comes again", () => {
  const [estimate, slice] = [event(4, "slicing"), event(4, "open")];
  expect(hold([estimate, slice])).toBe(slice);
  expect(hold([slice, estimate])).toBe(slice);
});

test("a price that the shop names takes the place of an estimate that could not be sliced", () => {
  const fallback = event(4, "review");
  const shop = {
    ...fallback,
    answer: { quote: { state: "open", source: "shop", createdMs: 1 } },
  } as unknown as QuoteEvent;
  expect(hold([fallback, shop])).toBe(shop);
  expect(hold([shop, fallback])).toBe(shop);
});

test("whatever the order and however often told, the same quote is held", () => {
  const told = fc.array(fc.tuple(fc.nat(5), fc.constantFrom(...states), fc.nat(3)), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(told, fc.infiniteStream(fc.nat()), (list, random) => {
      const events = list.map(([revision, state, atMs]) => event(revision, state, atMs));
      const mixed = [...events, ...events].map((e) => [random.next().value, e] as const);
      const shuffled = mixed.toSorted(([a], [b]) => a - b).map(([, e]) => e);
      const seen = (held: QuoteEvent | null) =>
        held && [held.revision, held.answer.quote.source, held.answer.quote.createdMs];
      expect(seen(hold(shuffled))).toEqual(seen(hold(events)));
      expect(hold(shuffled)?.revision).toBe(Math.max(...events.map((e) => e.revision)));
    }),
  );
});
