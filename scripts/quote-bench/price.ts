// Our price of each order, as the edge makes it, beside the one written out by hand.
import { randomUUID } from "node:crypto";
import type { Figures, OrderPrice } from "#contract/quote";
import type { QuoteAsked } from "#contract/quoting";
import { buildQuote, pricedOrder } from "../../edge/domain/quoting/build-quote.ts";
import { defaultCatalogue } from "../../edge/quote/price/default-catalogue.ts";
import { defaultPriceBook } from "../../edge/quote/price/default-price-book.ts";
import { root } from "../setup/places.mjs";
import type { BenchOrder } from "./cases.ts";
import { runPython } from "./slice.ts";

export interface ByHand {
  lines: { steps: Record<string, number>; totalMinor: number }[];
  goods: number;
  shipping: number;
  tax: number;
  totalMinor: number;
}

export interface Priced {
  order: BenchOrder;
  figures: Figures[];
  ours: OrderPrice;
  byHand: ByHand;
}

export async function priceAll(orders: readonly { order: BenchOrder; figures: Figures[] }[]): Promise<Priced[]> {
  const made = orders.map(({ order, figures }) => ({ order, figures, ...oursOf(order, figures) }));
  const given = { book: defaultPriceBook, orders: made.map(({ given: one }) => one) };
  const script = `${root}/scripts/quote-bench/by_hand.py`;
  const byHand = JSON.parse(await runPython([script], JSON.stringify(given))) as ByHand[];
  return made.map(({ order, figures, ours }, i) => ({ order, figures, ours, byHand: byHand[i] as ByHand }));
}

function oursOf(order: BenchOrder, figures: Figures[]) {
  const { leadTime, shipping, country, choice } = order;
  const asked: QuoteAsked = {
    ...{ quoteId: randomUUID(), roomId: randomUUID(), revision: 0, leadTime, shipping, country },
    lines: order.parts.map(() => ({ lineId: randomUUID(), partId: randomUUID(), choice })),
  };
  const facts = order.parts.map(({ name }, i) => ({
    ...{ fileName: name, geometrySha256: "0".repeat(64), sliced: figures[i] as Figures },
    estimateOf: () => null,
  }));
  const built = buildQuote(asked, facts, defaultCatalogue, defaultPriceBook);
  if (!built.ok) throw new Error(built.detail);
  return { ours: built.price, given: pricedOrder(asked, figures, "slice", defaultCatalogue, defaultPriceBook) };
}

/** In percent of the price by hand. */
export const offPercent = ({ ours, byHand }: Priced): number => Math.abs(ours.totalMinor / byHand.totalMinor - 1) * 100;
