import { eq, type SQL, sql } from "drizzle-orm";
import { type Allowance, dayOf, followUp, periodLimit, trial, type Usage } from "../domain/quota/quota.ts";
import type { Db } from "./client.ts";
import { allowances } from "./schema.ts";

/** What the owner's subscription allows; the trial without one. */
export async function readAllowance(db: Db, ownerId: string, nowMs: number): Promise<Allowance> {
  const row = (await db.select().from(allowances).where(eq(allowances.ownerId, ownerId)))[0];
  return row ? { ...row, readOnly: row.readOnly || (row.graceUntilMs !== null && row.graceUntilMs <= nowMs) } : trial;
}

const net = sql.raw("coalesce(sum(CASE kind WHEN 'hold' THEN models WHEN 'capture' THEN 0 ELSE -models END), 0)");
/** What was captured and not given back. */
const charged = sql.raw("coalesce(sum(CASE kind WHEN 'capture' THEN models WHEN 'refund' THEN -models END), 0)");
const inPeriod = (ownerId: string, a: Allowance): SQL =>
  sql`(SELECT ${net} FROM quota_entries WHERE owner_id = ${ownerId} AND period_from_ms = ${a.periodFromMs})`;
const onDay = (ownerId: string, day: number): SQL =>
  sql`(SELECT ${net} FROM quota_entries WHERE owner_id = ${ownerId} AND day = ${day})`;

/** What warnings go by: models begun in a period and not released. One given back later warned all the same. */
export const begunInPeriod = (ownerId: string, periodFromMs: number): SQL =>
  sql`(SELECT coalesce(sum(CASE kind WHEN 'hold' THEN models WHEN 'release' THEN -models ELSE 0 END), 0)
    FROM quota_entries WHERE owner_id = ${ownerId} AND period_from_ms = ${periodFromMs})`;

/** True while `models` more fit. Part of the statement that makes the job: one statement decides, however many ask at once. */
export function quotaGuard(ownerId: string, a: Allowance, models: number, nowMs: number): SQL {
  if (models === 0) return sql`${a.readOnly ? 0 : 1}`;
  const limit = periodLimit(a);
  const month = limit === null ? sql`1` : sql`${inPeriod(ownerId, a)} + ${models} <= ${limit}`;
  const day = a.modelsPerDay === null ? sql`1` : sql`${onDay(ownerId, dayOf(nowMs))} + ${models} <= ${a.modelsPerDay}`;
  return sql`(${a.readOnly ? 0 : 1} AND ${month} AND ${day})`;
}

/** The hold of a job, in the batch that makes the job. */
export function holdSql(jobId: string, ownerId: string, a: Allowance, models: number, guard: SQL, nowMs: number): SQL {
  return sql`INSERT INTO quota_entries (job_id, kind, owner_id, models, period_from_ms, day, quota, at_ms)
    SELECT ${jobId}, 'hold', ${ownerId}, ${models}, ${a.periodFromMs}, ${dayOf(nowMs)}, ${a.modelsPerMonth}, ${nowMs}
    WHERE ${guard} ON CONFLICT DO NOTHING`;
}

/**
 * What becomes of a job's hold, in the batch that ends the job. A capture beyond the largest quota that its period had
 * goes to the meter. Those metered before do not use up the quota: a larger plan
 * bought in mid-period adds its models to them, and the cap holds for the whole period.
 */
export function settleSql(jobId: string, kind: "capture" | "release", guard: SQL, nowMs: number): SQL[] {
  const settle = sql`INSERT INTO quota_entries (job_id, kind, owner_id, models, period_from_ms, day, quota, at_ms)
    SELECT job_id, ${kind}, owner_id, models, period_from_ms, day, quota, ${nowMs} FROM quota_entries
    WHERE job_id = ${jobId} AND kind = 'hold' AND ${guard} ON CONFLICT DO NOTHING`;
  if (kind === "release") return [settle];
  const meter = sql`INSERT INTO meter_events (job_id, owner_id, period_from_ms, at_ms)
    SELECT e.job_id, e.owner_id, e.period_from_ms, ${nowMs} FROM quota_entries e
    LEFT JOIN allowances a ON a.owner_id = e.owner_id AND a.period_from_ms = e.period_from_ms
    WHERE e.job_id = ${jobId} AND e.kind = 'capture' AND e.models > 0 AND e.quota IS NOT NULL AND e.period_from_ms > 0
      AND ${guard}
      AND (SELECT ${charged} FROM quota_entries c
        WHERE c.owner_id = e.owner_id AND c.period_from_ms = e.period_from_ms)
        - (SELECT count(*) FROM meter_events m WHERE m.owner_id = e.owner_id AND m.period_from_ms = e.period_from_ms)
        > max(coalesce(a.models_per_month, 0), (SELECT max(h.quota) FROM quota_entries h
          WHERE h.owner_id = e.owner_id AND h.period_from_ms = e.period_from_ms AND h.kind = 'hold'))
    ON CONFLICT DO NOTHING`;
  return [settle, meter];
}

/**
 * Gives a captured model back, once. One of the quota comes back in the period that runs now, so that it can be used.
 * One that was charged on top is withdrawn from the meter; where Stripe may know of it already, its money has to be
 * credited there, and the row says so by 0 models. `along` stands first, with a guard that is true only if it is done.
 */
export function refundSql(jobId: string, along: (guard: SQL) => SQL[], nowMs: number): SQL[] {
  const open = sql`EXISTS (SELECT 1 FROM quota_entries WHERE job_id = ${jobId} AND kind = 'capture' AND models > 0)
    AND NOT EXISTS (SELECT 1 FROM quota_entries WHERE job_id = ${jobId} AND kind = 'refund')`;
  const refund = sql`INSERT INTO quota_entries (job_id, kind, owner_id, models, period_from_ms, day, quota, at_ms)
    SELECT e.job_id, 'refund', e.owner_id, CASE WHEN m.tries > 0 OR m.sent_at_ms IS NOT NULL THEN 0 ELSE e.models END,
      CASE WHEN m.job_id IS NULL AND e.period_from_ms >= 0 THEN coalesce(a.period_from_ms, e.period_from_ms)
        ELSE e.period_from_ms END, e.day, e.quota, ${nowMs}
    FROM quota_entries e LEFT JOIN allowances a ON a.owner_id = e.owner_id
    LEFT JOIN meter_events m ON m.job_id = e.job_id
    WHERE e.job_id = ${jobId} AND e.kind = 'capture' AND e.models > 0 ON CONFLICT DO NOTHING`;
  const withdraw = sql`DELETE FROM meter_events WHERE job_id = ${jobId} AND tries = 0 AND sent_at_ms IS NULL
    AND EXISTS (SELECT 1 FROM quota_entries WHERE job_id = ${jobId} AND kind = 'refund')`;
  return [...along(open), refund, withdraw];
}

/** What was given back for a job, and what it would have cost on top of its owner's quota. */
export async function refundOf(
  db: Db,
  jobId: string,
): Promise<{ models: number; overagePencePerModel: number | null } | undefined> {
  return db.get(sql`SELECT e.models, a.overage_pence_per_model AS overagePencePerModel FROM quota_entries e
    LEFT JOIN allowances a ON a.owner_id = e.owner_id WHERE e.job_id = ${jobId} AND e.kind = 'refund'`);
}

/** 0 where the scan was paid for a short while ago, and more photos of it are sent; else 1. */
export async function modelsOf(db: Db, scanId: string, nowMs: number): Promise<0 | 1> {
  const rows = await db.all<{ paidAtMs: number | null; again: number }>(
    sql`SELECT max(CASE WHEN models > 0 THEN e.at_ms END) AS paidAtMs, coalesce(sum(models = 0), 0) AS again
      FROM quota_entries e JOIN jobs j ON j.job_id = e.job_id
      WHERE j.scan_id = ${scanId} AND e.kind = 'capture' AND e.at_ms > ${nowMs - followUp.withinMs}
        AND NOT EXISTS (SELECT 1 FROM quota_entries r WHERE r.job_id = e.job_id AND r.kind = 'refund')`,
  );
  const { paidAtMs, again } = rows[0] ?? { paidAtMs: null, again: 0 };
  return paidAtMs !== null && again < followUp.timesMax ? 0 : 1;
}

export async function readUsage(db: Db, ownerId: string, a: Allowance, nowMs: number): Promise<Usage> {
  const rows = await db.all<{ used: number; net: number; today: number }>(
    sql`SELECT (SELECT ${charged} FROM quota_entries
        WHERE owner_id = ${ownerId} AND period_from_ms = ${a.periodFromMs}) AS used,
      ${inPeriod(ownerId, a)} AS net, ${onDay(ownerId, dayOf(nowMs))} AS today`,
  );
  const { used, net: all, today } = rows[0] ?? { used: 0, net: 0, today: 0 };
  // What was given back from an earlier period makes room in this one; nobody has used less than nothing.
  return { used: Math.max(0, used), held: all - used, today: Math.max(0, today) };
}

export async function overageModelsOf(db: Db, ownerId: string, a: Allowance): Promise<number> {
  const rows = await db.all<{ n: number }>(
    sql`SELECT count(*) AS n FROM meter_events WHERE owner_id = ${ownerId} AND period_from_ms = ${a.periodFromMs}`,
  );
  return rows[0]?.n ?? 0;
}
