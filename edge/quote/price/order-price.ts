import type { PriceBook } from "#contract/price-book";
import type { LeadTime } from "#contract/print-settings";
import type { OrderPrice, OrderTerm, QuoteSource, ReviewReason } from "#contract/quote";
import { amount, apportioned, asNumber, rounded, whole } from "./amount.ts";
import { priceLine } from "./line-price.ts";
import { leadTimeOf, type PricedLine, shippingOf, TermMissing, taxBpOf } from "./terms.ts";

export interface PricedOrder {
  lines: readonly PricedLine[];
  leadTime: LeadTime;
  shipping: string;
  /** ISO 3166, two capitals: decides tax and whether it is sent there. */
  country: string;
  source: QuoteSource;
}

const massMgOf = (lines: readonly PricedLine[]): bigint =>
  lines.reduce((sum, line) => {
    const partMg = line.figures.materialMg - line.figures.supportMg;
    return sum + whole(Math.max(0, partMg)) * whole(line.quantity);
  }, 0n);

function shippingMinor(book: PriceBook, order: PricedOrder, goodsMinor: bigint, massMg: bigint): bigint {
  const way = shippingOf(book, order.shipping);
  if (way.countries && !way.countries.includes(order.country)) {
    throw new TermMissing(`shipping ${order.shipping} to ${order.country}`);
  }
  if (way.freeFromMinor !== null && goodsMinor >= whole(way.freeFromMinor)) return 0n;
  return whole(way.minor) + rounded(amount(massMg * whole(way.minorPerKg), 1_000_000n));
}

function reviewOf(book: PriceBook, order: PricedOrder, totalMinor: bigint): ReviewReason[] {
  const longest = Math.max(...order.lines.map((line) => line.figures.seconds * line.quantity));
  const most = Math.max(...order.lines.map((line) => line.quantity));
  const reasons: [ReviewReason, boolean][] = [
    ["estimate", order.source === "estimate"],
    ["sum", totalMinor > whole(book.review.overMinor)],
    ["quantity", most > book.review.overQuantity],
    ["duration", longest > book.review.overSeconds],
  ];
  return reasons.flatMap(([reason, holds]) => (holds ? [reason] : []));
}

/** The goods' price is there: shipping and tax on both. The breakdown and the lines sum to the total. */
function assembled(
  book: PriceBook,
  order: PricedOrder,
  lines: OrderPrice["lines"],
  toMinimum: bigint,
): Omit<OrderPrice, "review"> & { readonly total: bigint } {
  const goods = lines.reduce((sum, line) => sum + whole(line.totalMinor), toMinimum);
  const massMg = massMgOf(order.lines);
  const shipping = shippingMinor(book, order, goods, massMg);
  const tax = rounded(amount((goods + shipping) * whole(taxBpOf(book, order.country)), 10_000n));
  const total = goods + shipping + tax;
  const entries: [OrderTerm, bigint][] = [
    ["order-minimum", toMinimum],
    ["shipping", shipping],
    ["tax", tax],
  ];
  return {
    ...{ currency: book.currency, lines, goodsMinor: asNumber(goods), total },
    breakdown: entries.map(([term, minor]) => ({ term, minor: asNumber(minor) })),
    totalMinor: asNumber(total),
    massMg: asNumber(massMg),
    days: leadTimeOf(book, order.leadTime).days + shippingOf(book, order.shipping).days,
  };
}

/** max(order minimum, Σ lines) + shipping + tax on both. The breakdown and the lines sum to the total. */
export function priceOrder(book: PriceBook, order: PricedOrder): OrderPrice {
  if (order.lines.length === 0) throw new RangeError("an order has at least one line");
  const lines = order.lines.map((line) => priceLine(book, line, order.leadTime));
  const ofLines = lines.reduce((sum, line) => sum + whole(line.totalMinor), 0n);
  const missing = whole(book.orderMinimumMinor) - ofLines;
  const { total, ...made } = assembled(book, order, lines, missing > 0n ? missing : 0n);
  return { ...made, review: reviewOf(book, order, total) };
}

/**
 * An order at the shop's own price for all its goods, which needs no other look: shared out over the lines as they were
 * estimated, with shipping and tax as ever.
 */
export function priceOrderByShop(book: PriceBook, order: PricedOrder, goodsMinor: number): OrderPrice {
  const estimated = order.lines.map((line) => whole(priceLine(book, line, order.leadTime).totalMinor));
  const sum = estimated.reduce((all, of) => all + of, 0n);
  const share = (of: bigint) =>
    sum > 0n ? amount(whole(goodsMinor) * of, sum) : amount(whole(goodsMinor), whole(estimated.length));
  const lines = apportioned(estimated.map(share)).map((minor, i) => {
    const totalMinor = asNumber(minor);
    const perPieceMinor = asNumber(rounded(amount(minor, whole(order.lines[i]?.quantity ?? 1))));
    return { breakdown: [{ term: "shop-price" as const, minor: totalMinor }], totalMinor, perPieceMinor };
  });
  const { total: _, ...made } = assembled(book, order, lines, 0n);
  return { ...made, review: [] };
}
