import type { Tracking } from "#contract/order";
import type { ProblemCode } from "#contract/problem";
import { errorText, log } from "../../adapters/log.ts";
import { type AuditedAction, auditSql } from "../../db/admin/audit.ts";
import { findOrder, type OrderRow } from "../../db/orders.ts";
import { type OrderWish, onWish } from "../../domain/order/order.ts";
import type { Ordered } from "./create-order.ts";
import type { Ordering } from "./ordering.ts";
import { settleOrder } from "./settle-order.ts";
import { writeOrder } from "./write-order.ts";

const triesMax = 6;

/** Gives everything back that was paid, or will be. */
export const cancelOrder = (
  ordering: Ordering,
  orderId: string,
  by: "customer" | "shop",
  nowMs: number,
  audited?: AuditedAction,
): Promise<Ordered<OrderRow>> =>
  act(ordering, orderId, { wish: "cancel", by }, "order-not-cancellable", nowMs, audited ? { audited } : {});

export const refundOrder = (
  ordering: Ordering,
  orderId: string,
  totalMinor: number,
  nowMs: number,
  audited: AuditedAction,
): Promise<Ordered<OrderRow>> =>
  act(ordering, orderId, { wish: "refund", totalMinor }, "refund-impossible", nowMs, { audited });

export const moveOrder = (
  ordering: Ordering,
  orderId: string,
  to: "printing" | "shipped" | "done",
  nowMs: number,
  audited: AuditedAction,
  tracking?: Tracking,
): Promise<Ordered<OrderRow>> =>
  act(ordering, orderId, { wish: "move", to }, "order-not-movable", nowMs, {
    audited,
    ...(tracking ? { tracking } : {}),
  });

interface More {
  readonly audited?: AuditedAction;
  readonly tracking?: Tracking;
}

/**
 * Asks the payment service first – what is held or given back cannot be printed –, writes the wish down with its audit
 * entry, and has done what follows from it. Asked for again where it is so already, it changes nothing.
 */
async function act(
  ordering: Ordering,
  orderId: string,
  wish: OrderWish,
  no: ProblemCode,
  nowMs: number,
  { audited, tracking }: More,
): Promise<Ordered<OrderRow>> {
  if (wish.wish === "move") await settleOrder(ordering, orderId, nowMs);
  for (let tries = 0; tries < triesMax; tries++) {
    const row = await findOrder(ordering.db, orderId);
    if (!row) return { ok: false, code: "not-found" };
    const order = onWish(row, wish);
    if (!order) return { ok: false, code: no };
    if (order === row) return { ok: true, value: row };
    const write = { order, checkAtMs: nowMs, ...(tracking ? { tracking } : {}) };
    const also = audited ? (guard: Parameters<typeof auditSql>[1]) => [auditSql(audited, guard, nowMs)] : undefined;
    if (!(await writeOrder(ordering, row, write, nowMs, also))) continue;
    return { ok: true, value: await afterwards(ordering, orderId, nowMs, row) };
  }
  throw new Error(`order ${orderId} is written by too many at once`);
}

/** The wish is written: where the payment service does not answer now, cron goes on. */
async function afterwards(ordering: Ordering, orderId: string, nowMs: number, row: OrderRow): Promise<OrderRow> {
  try {
    await settleOrder(ordering, orderId, nowMs);
  } catch (error) {
    log("warn", "order-not-settled", { orderId, error: errorText(error) });
  }
  return (await findOrder(ordering.db, orderId)) ?? row;
}
