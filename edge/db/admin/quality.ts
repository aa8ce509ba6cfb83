import { sql } from "drizzle-orm";
import type { Db } from "../client.ts";

export interface DayRow {
  /** Days since the epoch, UTC. */
  readonly day: number;
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly analytic: number;
  readonly faceted: number;
  readonly withStep: number;
  readonly withStl: number;
  readonly secondsMean: number | null;
  readonly secondsMax: number | null;
}

const has = (name: string) =>
  sql`coalesce(sum(phase = 'done' AND EXISTS (SELECT 1 FROM json_each(output, '$.files') f
    WHERE json_extract(f.value, '$.name') = ${name})), 0)`;

/** Scans that ended, by day; rebuilds are left out: they take no photos. */
export const endedByDay = (db: Db, fromMs: number): Promise<DayRow[]> =>
  db.all<DayRow>(sql`SELECT ended_at_ms / 86400000 AS day, coalesce(sum(phase = 'done'), 0) AS done,
      coalesce(sum(phase = 'failed'), 0) AS failed, coalesce(sum(phase = 'cancelled'), 0) AS cancelled,
      coalesce(sum(phase = 'done' AND json_extract(output, '$.label') = 'analytic'), 0) AS analytic,
      coalesce(sum(phase = 'done' AND json_extract(output, '$.label') = 'faceted'), 0) AS faceted,
      ${has("part.step")} AS withStep, ${has("part.stl")} AS withStl,
      avg(CASE phase WHEN 'done' THEN json_extract(output, '$.seconds') END) AS secondsMean,
      max(CASE phase WHEN 'done' THEN json_extract(output, '$.seconds') END) AS secondsMax
    FROM jobs WHERE ended_at_ms >= ${fromMs} AND rebuild IS NULL GROUP BY day ORDER BY day`);

export const failuresByCode = (db: Db, fromMs: number): Promise<{ code: string; count: number }[]> =>
  db.all(sql`SELECT coalesce(json_extract(failure, '$.code'), 'unknown') AS code, count(*) AS count FROM jobs
    WHERE phase = 'failed' AND ended_at_ms >= ${fromMs} AND rebuild IS NULL GROUP BY code ORDER BY count DESC, code`);

export const newestResults = (db: Db, limit: number): Promise<{ jobId: string; winner: number }[]> =>
  db.all(sql`SELECT job_id AS jobId, winner FROM jobs WHERE phase = 'done' AND winner IS NOT NULL AND rebuild IS NULL
    ORDER BY ended_at_ms DESC LIMIT ${limit}`);
