import { errorText, log } from "../../adapters/log.ts";
import { ordersToCheck } from "../../db/orders.ts";
import type { Env } from "../../env.ts";
import { orderingOf } from "./ordering.ts";
import { settleOrder } from "./settle-order.ts";

const ordersPerRun = 25;
const leaseMs = 5 * 60_000;

/** Asks about payments of which a webhook may have got lost, and goes on with what was broken off. */
export async function reconcileOrders(env: Env, nowMs: number): Promise<number> {
  if (env.BILLING === "none") return 0;
  const ordering = orderingOf(env);
  let done = 0;
  for (const orderId of await ordersToCheck(ordering.db, ordersPerRun, leaseMs, nowMs)) {
    try {
      await settleOrder(ordering, orderId, nowMs);
      done++;
    } catch (error) {
      log("warn", "order-check-failed", { orderId, error: errorText(error) });
    }
  }
  return done;
}
