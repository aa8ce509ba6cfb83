import { sql } from "drizzle-orm";
import { errorText, log } from "../../adapters/log.ts";
import type { Env } from "../../env.ts";
import { cancelOrder } from "./act-on-order.ts";
import { orderingOf } from "./ordering.ts";

const ordersPerRun = 20;

/** Whoever is erased can be sent nothing any more: what is not being printed yet is cancelled, and the money goes back. */
export async function endOrdersOf(env: Env, ownerId: string, nowMs: number): Promise<void> {
  if (env.BILLING === "none") return;
  const ordering = orderingOf(env);
  const rows = await ordering.db.all<{ orderId: string }>(sql`SELECT order_id AS orderId FROM orders
    WHERE owner_id = ${ownerId} AND state IN ('created', 'approved', 'pending', 'paid') LIMIT ${ordersPerRun}`);
  for (const { orderId } of rows) {
    const ended = await cancelOrder(ordering, orderId, "customer", nowMs).catch((error: unknown) => {
      log("warn", "order-not-ended", { orderId, error: errorText(error) });
      return { ok: false } as const;
    });
    if (!ended.ok) log("warn", "order-of-erased-owner-stands", { orderId });
  }
}
