import { type SQL, sql } from "drizzle-orm";
import type { AdminJob, AdminScanRow } from "#contract/admin";
import type { PageCursor } from "../../domain/page-cursor.ts";
import type { Db } from "../client.ts";
import { holds } from "./search.ts";

export interface ScanFilter {
  readonly search: string | undefined;
  readonly state: string | undefined;
  readonly owner: string | undefined;
}

const rowSql = (where: SQL, limit: number): SQL => sql`SELECT s.scan_id AS scanId, s.owner_id AS ownerId,
    coalesce(o.kind, 'device') AS ownerKind, s.name, coalesce(j.phase, 'draft') AS state,
    json_extract(j.output, '$.label') AS label, json_extract(j.failure, '$.code') AS code,
    (SELECT count(*) FROM photos p WHERE p.scan_id = s.scan_id) AS photos, s.job_id AS jobId,
    s.created_at_ms AS createdAtMs, j.submitted_at_ms AS submittedAtMs, j.started_at_ms AS startedAtMs,
    j.ended_at_ms AS endedAtMs
  FROM scans s LEFT JOIN owners o ON o.owner_id = s.owner_id LEFT JOIN jobs j ON j.job_id = s.job_id
  WHERE ${where} ORDER BY s.created_at_ms DESC, s.scan_id DESC LIMIT ${limit}`;

export function listAllScans(
  db: Db,
  { search, state, owner }: ScanFilter,
  after: PageCursor | null,
  limit: number,
): Promise<AdminScanRow[]> {
  const id = search?.toLowerCase() ?? "";
  const wanted = search
    ? sql`(${holds(search, ["s.name"])} OR s.scan_id = ${id} OR s.scan_id = (SELECT scan_id FROM jobs WHERE job_id = ${id}))`
    : sql`1`;
  const where = sql`${wanted}
    AND (${state ?? null} IS NULL OR coalesce(j.phase, 'draft') = ${state ?? null})
    AND (${owner ?? null} IS NULL OR s.owner_id = ${owner ?? null})
    AND (${after?.atMs ?? null} IS NULL OR (s.created_at_ms, s.scan_id) < (${after?.atMs ?? 0}, ${after?.id ?? ""}))`;
  return db.all<AdminScanRow>(rowSql(where, limit));
}

export async function findAnyScan(db: Db, scanId: string): Promise<AdminScanRow | undefined> {
  return (await db.all<AdminScanRow>(rowSql(sql`s.scan_id = ${scanId}`, 1)))[0];
}

interface LedgerRow {
  readonly jobId: string;
  readonly kind: AdminJob["ledger"][number]["kind"];
  readonly models: number;
  readonly periodFromMs: number;
  readonly atMs: number;
}

export const ledgerOfScan = (db: Db, scanId: string): Promise<LedgerRow[]> =>
  db.all<LedgerRow>(sql`SELECT e.job_id AS jobId, e.kind, e.models, e.period_from_ms AS periodFromMs, e.at_ms AS atMs
    FROM quota_entries e JOIN jobs j ON j.job_id = e.job_id WHERE j.scan_id = ${scanId} ORDER BY e.id`);

export const meteredOfScan = (db: Db, scanId: string): Promise<{ jobId: string; sentAtMs: number | null }[]> =>
  db.all(sql`SELECT m.job_id AS jobId, m.sent_at_ms AS sentAtMs FROM meter_events m
    JOIN jobs j ON j.job_id = m.job_id WHERE j.scan_id = ${scanId}`);

export const alertsOfScan = (db: Db, scanId: string): Promise<{ kind: string; detail: string; atMs: number }[]> =>
  db.all(sql`SELECT a.kind, a.detail, a.at_ms AS atMs FROM alerts a
    WHERE EXISTS (SELECT 1 FROM jobs j WHERE j.scan_id = ${scanId} AND substr(a.detail, 1, 36) = j.job_id)
    ORDER BY a.id DESC LIMIT 50`);
