import type { Context } from "hono";
import { type CreateOrder, captureOrderSchema, createOrderSchema } from "#contract/order";
import { errorText, log } from "../../adapters/log.ts";
import { openDb } from "../../db/client.ts";
import { findOrder, listOrders as listRows, type OrderRow } from "../../db/orders.ts";
import { rememberDevice } from "../../db/owners.ts";
import { isDeclined } from "../../domain/order/order.ts";
import { receiptPage } from "../../domain/order/receipt.ts";
import { cancelOrder as cancel } from "../../flows/ordering/act-on-order.ts";
import { createOrder as create, type Ordered } from "../../flows/ordering/create-order.ts";
import { orderView, summaryOf } from "../../flows/ordering/order-view.ts";
import { type Ordering, orderingOf } from "../../flows/ordering/ordering.ts";
import { type Settled, settleOrder } from "../../flows/ordering/settle-order.ts";
import { idOf, noStore } from "../admin/asked.ts";
import type { App } from "../app-types.ts";
import { pageFrom, pageOf } from "../list-page.ts";
import { ProblemError } from "../problem-answer.ts";
import { isCaller, readJson } from "../read-request.ts";

const page = {
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox allow-modals",
};

async function shown(c: Context<App>, row: OrderRow): Promise<Response> {
  return c.json(await orderView(openDb(c.env.DB), row), 200, noStore);
}

export const createOrder = async (c: Context<App>): Promise<Response> =>
  shown(c, await placeOrder(c, await readJson(c, createOrderSchema)));

export async function captureOrder(c: Context<App>): Promise<Response> {
  const { orderId } = await readJson(c, captureOrderSchema);
  return shown(c, await takePayment(c, orderId.toLowerCase()));
}

/** Orders the caller's quote, and opens its payment. */
export async function placeOrder(c: Context<App>, wish: CreateOrder, backPath?: string): Promise<OrderRow> {
  mustBill(c);
  const { ownerId, actor } = c.get("principal");
  const nowMs = Date.now();
  const ordering: Ordering = { ...orderingOf(c.env), ...(backPath && { backPath }) };
  if (actor.kind === "device") await rememberDevice(ordering.db, ownerId, actor.tokenSha256, nowMs);
  const quoteId = wish.quoteId.toLowerCase();
  return done(create(ordering, ownerId, { ...wish, quoteId }, nowMs));
}

/** Takes what the buyer has agreed to on the payment page; throws what keeps it from that. */
export async function takePayment(c: Context<App>, orderId: string): Promise<OrderRow> {
  mustBill(c);
  const own = await ownOrder(c, orderId);
  const settled = await asked(settleOrder(orderingOf(c.env), own.orderId, Date.now(), { approved: true }));
  if (!settled) throw new ProblemError("not-found");
  const { row, declined } = settled;
  // The payment service may have said so to our webhook first.
  if (declined || isDeclined(row)) throw new ProblemError("payment-failed");
  if (row.hold === "payment-altered") throw new ProblemError("payment-altered");
  if (row.endReason === "quote-expired") throw new ProblemError("quote-expired");
  if (row.endReason === "payment-denied") throw new ProblemError("payment-failed");
  if (row.state === "created") throw new ProblemError("payment-not-approved");
  return row;
}

export async function listOrders(c: Context<App>): Promise<Response> {
  const { limit, after } = pageOf(c);
  const { ownerId } = c.get("principal");
  const rows = await listRows(openDb(c.env.DB), { ownerId }, after, limit + 1);
  const found = pageFrom(rows, limit, (o) => ({ atMs: o.createdAtMs, id: o.orderId }));
  return c.json({ orders: found.shown.map(summaryOf), nextCursor: found.nextCursor }, 200, noStore);
}

export async function getOrder(c: Context<App>): Promise<Response> {
  return shown(c, await ownOrder(c, idOf(c, "orderId")));
}

export async function getReceipt(c: Context<App>): Promise<Response> {
  const view = await orderView(openDb(c.env.DB), await ownOrder(c, idOf(c, "orderId")));
  const { receiptNumber, paidAtMs } = view;
  if (receiptNumber === null || paidAtMs === null) throw new ProblemError("not-found", "It is not paid.");
  return c.html(receiptPage({ ...view, receiptNumber, paidAtMs }, c.env.SHOP_DETAILS ?? "Caliper"), 200, {
    ...noStore,
    ...page,
  });
}

export const cancelOrder = async (c: Context<App>): Promise<Response> =>
  shown(c, await takeBack(c, await ownOrder(c, idOf(c, "orderId"))));

/** The buyer's own cancellation. */
export async function takeBack(c: Context<App>, { orderId }: OrderRow): Promise<OrderRow> {
  mustBill(c);
  return done(cancel(orderingOf(c.env), orderId, "customer", Date.now()));
}

/** The caller's own. Somebody else's is as if it were not there. */
export async function ownOrder(c: Context<App>, orderId: string): Promise<OrderRow> {
  const row = await findOrder(openDb(c.env.DB), orderId);
  if (!row || !(await isCaller(c, row.ownerId))) throw new ProblemError("not-found");
  return row;
}

export function mustBill(c: Context<App>): void {
  if (c.env.BILLING === "none") throw new ProblemError("billing-off");
}

/** What the flow came to; whatever breaks on the way is the payment service's trouble. */
export async function done<T>(flow: Promise<Ordered<T>>): Promise<T> {
  const ordered = await asked(flow);
  if (!ordered.ok) throw new ProblemError(ordered.code, ordered.detail);
  return ordered.value;
}

async function asked<T extends Ordered<unknown> | Settled | null>(flow: Promise<T>): Promise<T> {
  return flow.catch((error: unknown) => {
    log("error", "payment-failed", { error: errorText(error) });
    throw new ProblemError("billing-unavailable");
  });
}
