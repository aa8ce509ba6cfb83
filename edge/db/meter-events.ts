import { sql } from "drizzle-orm";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";

export interface DueMeterEvent {
  readonly jobId: string;
  readonly atMs: number;
  /** Null: it was never tried. */
  readonly toldAtMs: number | null;
  readonly firstTriedAtMs: number | null;
  readonly tries: number;
  readonly stripeCustomerId: string;
  readonly periodFromMs: number | null;
}

const minuteMs = 60_000;

/** Takes what waits for the meter, and puts each off: a sender that dies leaves it to the next. */
export async function leaseMeterEvents(db: Db, limit: number, nowMs: number): Promise<DueMeterEvent[]> {
  const leased = await db.all<{ jobId: string }>(sql`UPDATE meter_events
    SET tries = tries + 1, next_try_at_ms = ${nowMs} + min(60, 1 << min(tries, 6)) * ${minuteMs}
    WHERE job_id IN (SELECT m.job_id FROM meter_events m JOIN customers c ON c.owner_id = m.owner_id
      WHERE m.sent_at_ms IS NULL AND m.next_try_at_ms <= ${nowMs} ORDER BY m.at_ms LIMIT ${limit})
    RETURNING job_id AS jobId`);
  const ids = JSON.stringify(leased.map((row) => row.jobId));
  return db.all<DueMeterEvent>(sql`SELECT m.job_id AS jobId, m.at_ms AS atMs, m.told_at_ms AS toldAtMs,
      m.first_tried_at_ms AS firstTriedAtMs, m.tries AS tries, c.stripe_customer_id AS stripeCustomerId,
      s.period_from_ms AS periodFromMs
    FROM meter_events m JOIN customers c ON c.owner_id = m.owner_id LEFT JOIN subscriptions s ON s.owner_id = m.owner_id
    WHERE m.job_id IN (SELECT value FROM json_each(${ids})) ORDER BY m.at_ms, m.job_id`);
}

/** Written before it is sent: from now on it may have arrived. */
export async function markTold(db: Db, jobId: string, toldAtMs: number, nowMs: number): Promise<void> {
  await runBatch(db, [
    sql`UPDATE meter_events SET told_at_ms = ${toldAtMs}, first_tried_at_ms = ${nowMs} WHERE job_id = ${jobId}`,
  ]);
}

export async function markSent(db: Db, jobId: string, nowMs: number): Promise<void> {
  await runBatch(db, [sql`UPDATE meter_events SET sent_at_ms = ${nowMs} WHERE job_id = ${jobId}`]);
}

/** How many of a customer's are known to have arrived, among those told of in [from, to). */
export async function countSent(db: Db, stripeCustomerId: string, fromMs: number, toMs: number): Promise<number> {
  const rows = await db.all<{ n: number }>(sql`SELECT count(*) AS n FROM meter_events m
    JOIN customers c ON c.owner_id = m.owner_id WHERE c.stripe_customer_id = ${stripeCustomerId}
      AND m.sent_at_ms IS NOT NULL AND m.told_at_ms >= ${fromMs} AND m.told_at_ms < ${toMs}`);
  return rows[0]?.n ?? 0;
}
