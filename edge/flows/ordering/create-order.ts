import type { CreateOrder, OrderLine } from "#contract/order";
import type { ProblemCode } from "#contract/problem";
import { errorText, log } from "../../adapters/log.ts";
import { addOrder, addressOf, findOrder, livingOrderOf, type OrderRow, savePayment } from "../../db/orders.ts";
import type { QuoteFound } from "../../db/quotes.ts";
import { orderName } from "../../domain/order/money-text.ts";
import { isUnpaid } from "../../domain/order/order.ts";
import { payableQuote } from "../quoting/payable-quote.ts";
import { cancelOrder } from "./act-on-order.ts";
import type { Ordering } from "./ordering.ts";
import { settleOrder } from "./settle-order.ts";

export type Ordered<T> = { ok: true; value: T } | { ok: false; code: ProblemCode; detail?: string };
const refused = (code: ProblemCode, detail?: string) => ({ ok: false, code, ...(detail ? { detail } : {}) }) as const;

const triesMax = 4;

/** What of a quote an order is made of. */
export type QuoteToOrder = Pick<QuoteFound, "quoteId" | "lines" | "price" | "asked" | "expiresAtMs">;

/**
 * Makes an order of a quote and opens its payment; asked again it is the same order, and with another way to pay or
 * another address another one, in place of the one that nobody has paid.
 */
export async function createOrder(
  ordering: Ordering,
  ownerId: string,
  wish: CreateOrder,
  nowMs: number,
): Promise<Ordered<OrderRow>> {
  const { db, provider } = ordering;
  if (!provider(wish.method)) return refused("billing-unavailable", `No ${wish.method} is set up here.`);
  for (let tries = 0; tries < triesMax; tries++) {
    const living = await livingOrderOf(db, wish.quoteId);
    if (living && living.ownerId !== ownerId) return refused("not-found");
    if (living) {
      const kept = await keepOrEnd(ordering, living, wish, nowMs);
      if (kept === "paid") return refused("order-exists");
      if (kept === "same") return openPayment(ordering, living.orderId);
    }
    const quote = await payableQuote(db, ownerId, wish.quoteId, nowMs);
    if (!quote.ok) return quote;
    const { asked } = quote.quote;
    if (asked.country !== wish.address.country || asked.shipping !== wish.shipping) return refused("quote-differs");
    const orderId = crypto.randomUUID();
    const order = orderOf(quote.quote, { orderId, ownerId, method: wish.method });
    if (await addOrder(db, order, wish.address, nowMs)) return openPayment(ordering, orderId);
  }
  return refused("order-exists", "It is being ordered by somebody else at this moment.");
}

const orderOf = (quote: QuoteToOrder, who: Pick<OrderRow, "orderId" | "ownerId" | "method">) => ({
  ...who,
  ...{ quoteId: quote.quoteId, currency: quote.price.currency, totalMinor: quote.price.totalMinor },
  ...{ price: quote.price, shipping: quote.asked.shipping, country: quote.asked.country },
  expiresMs: quote.expiresAtMs,
  lines: quote.lines.map(
    ({ lineId, fileName, geometrySha256, choice, price }): OrderLine => ({
      ...{ lineId, fileName, geometrySha256, choice, price },
    }),
  ),
});

async function keepOrEnd(
  ordering: Ordering,
  living: OrderRow,
  wish: CreateOrder,
  nowMs: number,
): Promise<"paid" | "same" | "ended"> {
  const row = (await settleOrder(ordering, living.orderId, nowMs))?.row;
  if (!row || row.state === "cancelled" || row.state === "refunded") return "ended";
  if (row.state !== "created" || !isUnpaid(row)) return "paid";
  const address = JSON.stringify(await addressOf(ordering.db, row.orderId));
  if (row.method === wish.method && address === JSON.stringify(wish.address)) return "same";
  const cancelled = await cancelOrder(ordering, row.orderId, "customer", nowMs);
  return cancelled.ok && cancelled.value.state === "cancelled" ? "ended" : "paid";
}

/** Where to pay. An answer that got lost is asked for again under the same key. */
async function openPayment(
  { db, provider, origin, backPath = "/orders" }: Ordering,
  orderId: string,
): Promise<Ordered<OrderRow>> {
  const row = await findOrder(db, orderId);
  const service = row && provider(row.method);
  if (!row || !service) return refused("billing-unavailable");
  if (row.paymentRef) return { ok: true, value: row };
  const back = `${origin}${backPath}/${orderId}`;
  try {
    const { currency, totalMinor } = row;
    const opened = await service.open({
      ...{ orderId, currency, totalMinor, name: orderName(orderId) },
      email: (await addressOf(db, orderId))?.email ?? null,
      ...{ returnUrl: `${back}?payment=done`, cancelUrl: `${back}?payment=cancelled` },
    });
    await savePayment(db, orderId, opened.paymentRef, opened.payUrl);
  } catch (error) {
    log("error", "payment-not-opened", { orderId, method: row.method, error: errorText(error) });
    return refused("billing-unavailable");
  }
  const open = await findOrder(db, orderId);
  return open ? { ok: true, value: open } : refused("not-found");
}
