import { type SQL, sql } from "drizzle-orm";
import type { ShippingAddress } from "#contract/order";
import { mailSql } from "../../db/mails.ts";
import { addressOf, type OrderRow, type OrderWrite, saveOrder } from "../../db/orders.ts";
import { orderMail } from "../../domain/order/mails.ts";
import type { Ordering } from "./ordering.ts";

/**
 * Writes an order down and tells its buyer by mail and in the app, all in one batch. False: it was overtaken.
 */
export async function writeOrder(
  { db, origin }: Ordering,
  before: OrderRow,
  write: OrderWrite,
  nowMs: number,
  also: (guard: SQL) => SQL[] = () => [],
): Promise<boolean> {
  const { order, tracking } = write;
  const changed = order.state !== before.state || order.hold !== before.hold;
  const news = { ...before, ...order, tracking: tracking ?? before.tracking };
  const mail = changed ? orderMail(news, origin) : null;
  const address = mail ? await addressOf(db, before.orderId) : null;
  const tell = (guard: SQL): SQL[] => (mail ? toldSql(before, write, mail, address, guard, nowMs) : []);
  return saveOrder(db, before, write, (guard) => [...tell(guard), ...also(guard)], nowMs);
}

/** The notice counts as mailed: the mail is written here, to the address that the order names. */
function toldSql(
  { orderId, ownerId }: OrderRow,
  { order }: OrderWrite,
  mail: { subject: string; body: string },
  address: ShippingAddress | null,
  guard: SQL,
  nowMs: number,
): SQL[] {
  const code = order.hold === null ? order.state : "held";
  const notice = sql`INSERT INTO notices (notice_id, owner_id, kind, subject, body, created_at_ms, mailed_at_ms)
    SELECT ${crypto.randomUUID()}, owner_id, 'order', ${`${orderId} ${code}`}, ${JSON.stringify({ orderId, code })},
      ${nowMs}, ${nowMs} FROM orders o WHERE order_id = ${orderId} AND ${guard}
      AND EXISTS (SELECT 1 FROM owners w WHERE w.owner_id = o.owner_id) ON CONFLICT DO NOTHING`;
  if (!address) return [notice];
  return [notice, mailSql({ ownerId, recipient: address.email, ...mail }, guard, nowMs)];
}
