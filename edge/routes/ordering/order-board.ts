import type { Context } from "hono";
import * as v from "valibot";
import { moveOrderSchema, orderStateSchema, refundOrderSchema } from "#contract/order";
import { openDb } from "../../db/client.ts";
import { findOrder, listOrders, type OrderFilter, type OrderRow } from "../../db/orders.ts";
import { cancelOrder, moveOrder, refundOrder as refund } from "../../flows/ordering/act-on-order.ts";
import { adminOrderView, summaryOf } from "../../flows/ordering/order-view.ts";
import { orderingOf } from "../../flows/ordering/ordering.ts";
import { adminOf, csvAnswer, csvRowsMax, filterOf, idOf, noStore, shortText } from "../admin/asked.ts";
import type { App } from "../app-types.ts";
import { pageFrom, pageOf } from "../list-page.ts";
import { ProblemError } from "../problem-answer.ts";
import { readJson } from "../read-request.ts";
import { done, mustBill } from "./orders.ts";

const filters = (c: Context<App>): OrderFilter => ({
  state: filterOf(c, "state", orderStateSchema),
  ownerId: filterOf(c, "owner", shortText(64)),
  hold: filterOf(c, "held", v.literal("1")) === "1" ? true : undefined,
});

async function shown(c: Context<App>, row: OrderRow): Promise<Response> {
  return c.json(await adminOrderView(openDb(c.env.DB), row), 200, noStore);
}

export async function listAdminOrders(c: Context<App>): Promise<Response> {
  const { limit, after } = pageOf(c);
  const rows = await listOrders(openDb(c.env.DB), filters(c), after, limit + 1);
  const found = pageFrom(rows, limit, (o) => ({ atMs: o.createdAtMs, id: o.orderId }));
  const orders = found.shown.map((row) => ({ ...summaryOf(row), ownerId: row.ownerId, recipient: row.recipient }));
  return c.json({ orders, nextCursor: found.nextCursor }, 200, noStore);
}

export async function getAdminOrdersCsv(c: Context<App>): Promise<Response> {
  const rows = await listOrders(openDb(c.env.DB), filters(c), null, csvRowsMax);
  const head = [
    ...["orderId", "receiptNumber", "quoteId", "ownerId", "recipient", "state", "hold", "endReason", "method"],
    ...["currency", "totalMinor", "capturedMinor", "refundedMinor", "createdAtMs", "paidAtMs"],
  ];
  const lines = rows.map((o) => [
    ...[o.orderId, o.receiptNumber, o.quoteId, o.ownerId, o.recipient, o.state, o.hold, o.endReason, o.method],
    ...[o.currency, o.totalMinor, o.capturedMinor, o.refundedMinor, o.createdAtMs, o.paidAtMs],
  ]);
  return csvAnswer(c, "orders", [head, ...lines]);
}

export async function getAdminOrder(c: Context<App>): Promise<Response> {
  const row = await findOrder(openDb(c.env.DB), idOf(c, "orderId"));
  if (!row) throw new ProblemError("not-found");
  return shown(c, row);
}

export async function moveAdminOrder(c: Context<App>): Promise<Response> {
  const orderId = idOf(c, "orderId");
  const { to, tracking, reason } = await readJson(c, moveOrderSchema);
  mustBill(c);
  const detail = { to, ...(tracking ? { tracking } : {}), ...(reason ? { reason } : {}) };
  const audited = { accountId: adminOf(c), action: "move-order", subject: orderId, detail };
  const ordering = orderingOf(c.env);
  if (to === "cancelled") return shown(c, await done(cancelOrder(ordering, orderId, "shop", Date.now(), audited)));
  // A parcel that nobody can follow is asked about by mail.
  if (to === "shipped" && !tracking) throw new ProblemError("order-not-movable", "A shipped order needs its tracking.");
  return shown(c, await done(moveOrder(ordering, orderId, to, Date.now(), audited, tracking)));
}

export async function refundOrder(c: Context<App>): Promise<Response> {
  const { orderId: given, totalMinor, reason } = await readJson(c, refundOrderSchema);
  mustBill(c);
  const orderId = given.toLowerCase();
  const detail = { totalMinor, reason };
  const audited = { accountId: adminOf(c), action: "refund-order", subject: orderId, detail };
  return shown(c, await done(refund(orderingOf(c.env), orderId, totalMinor, Date.now(), audited)));
}
