import { sql } from "drizzle-orm";
import type { PlanName } from "#contract/plan";
import type { Db } from "../client.ts";

/** Subscriptions that are paid for, or may be yet. */
const living = sql.raw("status IN ('active', 'trialing', 'past_due')");

export const subscribersByPlan = (db: Db): Promise<{ plan: PlanName; subscribers: number }[]> =>
  db.all(sql`SELECT plan, count(*) AS subscribers FROM subscriptions WHERE ${living} GROUP BY plan`);

export async function countSubscriptions(db: Db, sinceMs: number): Promise<{ unpaid: number; ended: number }> {
  const row = await db.get<{ unpaid: number; ended: number }>(sql`SELECT
    (SELECT count(*) FROM subscriptions WHERE unpaid_since_ms IS NOT NULL AND status <> 'canceled') AS unpaid,
    (SELECT count(*) FROM subscriptions WHERE status IN ('canceled', 'unpaid') AND updated_at_ms >= ${sinceMs}) AS ended`);
  return row ?? { unpaid: 0, ended: 0 };
}

/** Models charged within a quota or on top of one since then; those that cost nothing (trial, self-hosted) left out. */
export async function countModels(db: Db, sinceMs: number): Promise<{ captured: number; metered: number }> {
  const row = await db.get<{ captured: number; metered: number }>(sql`SELECT
    (SELECT coalesce(sum(models), 0) FROM quota_entries
      WHERE kind = 'capture' AND period_from_ms > 0 AND at_ms >= ${sinceMs}) AS captured,
    (SELECT count(*) FROM meter_events WHERE at_ms >= ${sinceMs}) AS metered`);
  return row ?? { captured: 0, metered: 0 };
}
