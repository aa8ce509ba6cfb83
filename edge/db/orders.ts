import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import type { OrderSummary, PaymentMethod, ShippingAddress, Tracking } from "#contract/order";
import type { Order } from "../domain/order/order.ts";
import type { PageCursor } from "../domain/page-cursor.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { orderAddresses, orderHistory, orders, paymentEvents } from "./schema.ts";

export type OrderRow = typeof orders.$inferSelect;
export type NewOrder = Pick<
  OrderRow,
  | ("orderId" | "ownerId" | "quoteId" | "method" | "currency" | "totalMinor" | "lines" | "price" | "shipping")
  | ("country" | "expiresMs")
>;

/** False: there is a living order of that quote. */
export async function addOrder(db: Db, order: NewOrder, address: ShippingAddress, nowMs: number): Promise<boolean> {
  const { orderId, ownerId, quoteId, method, currency, totalMinor, shipping, country, expiresMs } = order;
  const made = sql`EXISTS (SELECT 1 FROM orders WHERE order_id = ${orderId})`;
  const [added] = await runBatch(db, [
    sql`INSERT INTO orders (order_id, owner_id, quote_id, method, state, currency, total_minor, lines, price, shipping,
        country, expires_ms, created_at_ms, check_at_ms, write_id)
      VALUES (${orderId}, ${ownerId}, ${quoteId}, ${method}, 'created', ${currency}, ${totalMinor},
        ${JSON.stringify(order.lines)}, ${JSON.stringify(order.price)}, ${shipping}, ${country}, ${expiresMs}, ${nowMs},
        ${nowMs + 120_000}, ${crypto.randomUUID()}) ON CONFLICT DO NOTHING`,
    sql`INSERT INTO order_addresses (order_id, owner_id, address)
      SELECT ${orderId}, ${ownerId}, ${JSON.stringify(address)} WHERE ${made}`,
    sql`INSERT INTO order_history (order_id, state, at_ms) SELECT ${orderId}, 'created', ${nowMs} WHERE ${made}`,
  ]);
  return added === 1;
}

export async function findOrder(db: Db, orderId: string): Promise<OrderRow | undefined> {
  return (await db.select().from(orders).where(eq(orders.orderId, orderId)))[0];
}

/** The one that is not over; there is at most one. */
export async function livingOrderOf(db: Db, quoteId: string): Promise<OrderRow | undefined> {
  const living = sql`state NOT IN ('cancelled', 'refunded')`;
  return (
    await db
      .select()
      .from(orders)
      .where(and(eq(orders.quoteId, quoteId), living))
  )[0];
}

export async function orderOfPayment(
  db: Db,
  method: PaymentMethod,
  ref: { readonly paymentRef: string } | { readonly captureRef: string },
): Promise<OrderRow | undefined> {
  const by = "paymentRef" in ref ? eq(orders.paymentRef, ref.paymentRef) : eq(orders.captureRef, ref.captureRef);
  return (
    await db
      .select()
      .from(orders)
      .where(and(eq(orders.method, method), by))
  )[0];
}

/** Where to pay, once it is known; of two that were told, the first stays. */
export async function savePayment(db: Db, orderId: string, paymentRef: string, payUrl: string): Promise<void> {
  await runBatch(db, [
    sql`UPDATE orders SET payment_ref = ${paymentRef}, pay_url = ${payUrl}, write_id = ${crypto.randomUUID()}
      WHERE order_id = ${orderId} AND payment_ref IS NULL`,
  ]);
}

export interface OrderWrite {
  readonly order: Order;
  readonly captureRef?: string | null;
  readonly tracking?: Tracking;
  readonly checkAtMs: number | null;
  readonly heard?: { readonly eventId: string; readonly type: string };
}

/**
 * Writes an order down as it is now, with what else belongs to it, in one batch. False: somebody else has written since
 * `before` was read; nothing is written then.
 */
export async function saveOrder(
  db: Db,
  before: OrderRow,
  write: OrderWrite,
  also: (guard: SQL) => SQL[],
  nowMs: number,
): Promise<boolean> {
  const { order, checkAtMs, heard } = write;
  const { orderId } = before;
  const writeId = crypto.randomUUID();
  const mine = sql`EXISTS (SELECT 1 FROM orders WHERE order_id = ${orderId} AND write_id = ${writeId})`;
  const numbered = order.paidAtMs !== null && before.receiptNumber === null;
  const moved = order.state !== before.state || order.hold !== before.hold;
  const number = numbered ? sql`(SELECT coalesce(max(receipt_number), 0) + 1 FROM orders)` : sql`receipt_number`;
  const tracking = write.tracking ? JSON.stringify(write.tracking) : null;
  const [written] = await runBatch(db, [
    sql`UPDATE orders SET state = ${order.state}, hold = ${order.hold}, end_reason = ${order.endReason},
        captured_minor = ${order.capturedMinor}, refunded_minor = ${order.refundedMinor},
        refund_due_minor = ${order.refundDueMinor}, capture_asked_at_ms = ${order.captureAskedAtMs},
        refund_asked_at_ms = ${order.refundAskedAtMs}, declined = ${order.declined ? 1 : 0},
        declines = ${order.declines}, paid_at_ms = ${order.paidAtMs}, receipt_number = ${number},
        capture_ref = coalesce(${write.captureRef ?? null}, capture_ref), tracking = coalesce(${tracking}, tracking),
        check_at_ms = ${checkAtMs}, write_id = ${writeId}
      WHERE order_id = ${orderId} AND write_id = ${before.writeId}`,
    ...(moved
      ? [
          sql`INSERT INTO order_history (order_id, state, hold, at_ms)
            SELECT ${orderId}, ${order.state}, ${order.hold}, ${nowMs} WHERE ${mine}`,
        ]
      : []),
    ...(heard
      ? [
          sql`INSERT INTO payment_events (event_id, order_id, type, received_at_ms)
            SELECT ${heard.eventId}, ${orderId}, ${heard.type}, ${nowMs} WHERE ${mine} ON CONFLICT DO NOTHING`,
        ]
      : []),
    ...also(mine),
  ]);
  return written === 1;
}

export async function isKnownPaymentEvent(db: Db, eventId: string): Promise<boolean> {
  return (await db.select().from(paymentEvents).where(eq(paymentEvents.eventId, eventId))).length > 0;
}

export async function addressOf(db: Db, orderId: string): Promise<ShippingAddress | null> {
  return (await db.select().from(orderAddresses).where(eq(orderAddresses.orderId, orderId)))[0]?.address ?? null;
}

export const historyOf = (db: Db, orderId: string) =>
  db
    .select({ state: orderHistory.state, hold: orderHistory.hold, atMs: orderHistory.atMs })
    .from(orderHistory)
    .where(eq(orderHistory.orderId, orderId))
    .orderBy(asc(orderHistory.id));

/** Taken for some minutes: two runs at once do not ask of the same. */
export async function ordersToCheck(db: Db, limit: number, leaseMs: number, nowMs: number): Promise<string[]> {
  const rows = await db.all<{ orderId: string }>(sql`UPDATE orders SET check_at_ms = ${nowMs + leaseMs}
    WHERE order_id IN (SELECT order_id FROM orders WHERE check_at_ms <= ${nowMs} ORDER BY check_at_ms LIMIT ${limit})
    RETURNING order_id AS orderId`);
  return rows.map(({ orderId }) => orderId);
}

export interface OrderFilter {
  readonly ownerId?: string | undefined;
  readonly state?: string | undefined;
  readonly hold?: boolean | undefined;
}
export interface ListedOrder extends OrderSummary {
  readonly ownerId: string;
  readonly recipient: string | null;
}

/** Newest first. */
export function listOrders(
  db: Db,
  { ownerId, state, hold }: OrderFilter,
  after: PageCursor | null,
  limit: number,
): Promise<ListedOrder[]> {
  return db.all<ListedOrder>(sql`SELECT o.order_id AS orderId, o.quote_id AS quoteId, o.receipt_number AS receiptNumber,
      o.state, o.hold, o.end_reason AS endReason, o.method, o.currency, o.total_minor AS totalMinor,
      o.captured_minor AS capturedMinor, o.refunded_minor AS refundedMinor, o.created_at_ms AS createdAtMs,
      o.paid_at_ms AS paidAtMs, o.owner_id AS ownerId, json_extract(a.address, '$.name') AS recipient
    FROM orders o LEFT JOIN order_addresses a ON a.order_id = o.order_id
    WHERE (${ownerId ?? null} IS NULL OR o.owner_id = ${ownerId ?? null})
      AND (${state ?? null} IS NULL OR o.state = ${state ?? null})
      AND (${hold === undefined ? null : Number(hold)} IS NULL OR (o.hold IS NOT NULL) = ${Number(hold ?? false)})
      AND (${after?.atMs ?? null} IS NULL OR (o.created_at_ms, o.order_id) < (${after?.atMs ?? 0}, ${after?.id ?? ""}))
    ORDER BY o.created_at_ms DESC, o.order_id DESC LIMIT ${limit}`);
}
