import { sql } from "drizzle-orm";
import type { AdminWork } from "#contract/admin";
import type { Db } from "../client.ts";

export async function readOutbox(db: Db, nowMs: number): Promise<AdminWork["outbox"]> {
  const row = await db.get<AdminWork["outbox"]>(sql`SELECT coalesce(sum(queue = 'jobs'), 0) AS jobs,
    coalesce(sum(queue = 'sweep'), 0) AS sweep, max(0, coalesce(${nowMs} - min(created_at_ms), 0)) AS oldestAgeMs
    FROM outbox`);
  return row ?? { jobs: 0, sweep: 0, oldestAgeMs: 0 };
}

export async function readLivingJobs(db: Db, nowMs: number): Promise<AdminWork["jobs"]> {
  const row = await db.get<AdminWork["jobs"]>(sql`SELECT coalesce(sum(phase = 'queued'), 0) AS queued,
    coalesce(sum(phase = 'running'), 0) AS running,
    max(0, coalesce(${nowMs} - min(CASE phase WHEN 'queued' THEN submitted_at_ms END), 0)) AS oldestQueuedAgeMs,
    max(0, coalesce(${nowMs} - min(CASE phase WHEN 'running' THEN started_at_ms END), 0)) AS oldestRunningAgeMs
    FROM jobs WHERE phase IN ('queued', 'running')`);
  return row ?? { queued: 0, running: 0, oldestQueuedAgeMs: 0, oldestRunningAgeMs: 0 };
}

/** Attempts of living jobs, by phase. */
export async function readAttempts(db: Db): Promise<Record<string, number>> {
  const rows = await db.all<{ phase: string; n: number }>(sql`SELECT a.phase, count(*) AS n FROM attempts a
    JOIN jobs j ON j.job_id = a.job_id WHERE j.phase IN ('queued', 'running') GROUP BY a.phase`);
  return Object.fromEntries(rows.map(({ phase, n }) => [phase, n]));
}

export async function readWaiting(db: Db): Promise<AdminWork["waiting"]> {
  const row = await db.get<AdminWork["waiting"]>(sql`SELECT
    (SELECT count(*) FROM mails WHERE sent_at_ms IS NULL AND next_try_at_ms IS NOT NULL) AS mails,
    (SELECT count(*) FROM deliveries WHERE delivered_at_ms IS NULL AND next_try_at_ms IS NOT NULL) AS webhooks,
    (SELECT count(*) FROM meter_events WHERE sent_at_ms IS NULL) AS meterEvents`);
  return row ?? { mails: 0, webhooks: 0, meterEvents: 0 };
}

export const newestAlerts = (db: Db, limit: number): Promise<AdminWork["alerts"]> =>
  db.all(sql`SELECT kind, detail, at_ms AS atMs FROM alerts ORDER BY id DESC LIMIT ${limit}`);
