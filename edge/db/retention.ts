import { type SQL, sql } from "drizzle-orm";
import type { Aging } from "../domain/privacy/retention.ts";
import { jobPrefix, scanPrefix } from "../domain/storage-keys.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { messageSql } from "./jobs.ts";
import { noticeSql } from "./notices.ts";

export interface AgingScan extends Aging {
  readonly scanId: string;
  readonly ownerId: string;
  readonly name: string;
}

/** From when a scan's time counts: what it was last worked on, or photographed; without a job its last change. */
const since = (scan: SQL): SQL => sql`CASE WHEN EXISTS (SELECT 1 FROM jobs WHERE scan_id = ${scan}.scan_id)
  THEN max((SELECT max(coalesce(ended_at_ms, submitted_at_ms)) FROM jobs WHERE scan_id = ${scan}.scan_id),
    coalesce((SELECT max(received_at_ms) FROM photos WHERE scan_id = ${scan}.scan_id), 0))
  ELSE ${scan}.updated_at_ms END`;
const alive = (scan: SQL): SQL =>
  sql`EXISTS (SELECT 1 FROM jobs WHERE scan_id = ${scan}.scan_id AND phase IN ('queued', 'running'))`;

const s = sql.raw("s");
const subjectOf = (scan: AgingScan): string => `${scan.scanId}/${scan.sinceMs}`;

/** The next scans by id, each with what retention asks of it. */
export async function agingScans(db: Db, afterScanId: string, limit: number): Promise<AgingScan[]> {
  type Row = Omit<AgingScan, "hasFiles" | "isAlive"> & { hasFiles: number; isAlive: number };
  const rows = await db.all<Row>(sql`SELECT a.*, (SELECT created_at_ms FROM notices n WHERE n.owner_id = a.ownerId
      AND n.kind = 'files-deleted-soon' AND n.subject = a.scanId || '/' || a.sinceMs) AS noticedAtMs
    FROM (SELECT s.scan_id AS scanId, s.owner_id AS ownerId, s.name AS name, ${since(s)} AS sinceMs, ${alive(s)} AS isAlive,
        (EXISTS (SELECT 1 FROM photos WHERE scan_id = s.scan_id) OR EXISTS (SELECT 1 FROM jobs
          WHERE scan_id = s.scan_id AND winner IS NOT NULL AND files_deleted_at_ms IS NULL)) AS hasFiles
      FROM scans s WHERE s.scan_id > ${afterScanId} ORDER BY s.scan_id LIMIT ${limit}) a`);
  return rows.map((row) => ({ ...row, hasFiles: row.hasFiles === 1, isAlive: row.isAlive === 1 }));
}

/** True while the scan is as it was read: neither submitted again nor photographed meanwhile. */
const unchanged = (scan: AgingScan): SQL => sql`EXISTS (SELECT 1 FROM scans s WHERE s.scan_id = ${scan.scanId}
  AND s.owner_id = ${scan.ownerId} AND NOT ${alive(s)} AND ${since(s)} = ${scan.sinceMs})`;

export async function tellOfDeletion(db: Db, scan: AgingScan, deletesAtMs: number, nowMs: number): Promise<boolean> {
  const { ownerId, scanId, name } = scan;
  const notice = { ownerId, kind: "files-deleted-soon", subject: subjectOf(scan) } as const;
  const [told] = await runBatch(db, [
    noticeSql({ ...notice, body: { scanId, name, deletesAtMs } }, unchanged(scan), nowMs),
  ]);
  return told === 1;
}

/**
 * Takes the files' rows away and orders the files to be deleted, in one batch; the scan and how it went stay. Photos are
 * condemned one by one, not swept by prefix: the owner may be sending new ones. Null: the scan has changed meanwhile.
 */
export async function forgetFiles(db: Db, scan: AgingScan, nowMs: number): Promise<string[] | null> {
  const { scanId } = scan;
  const [photoRows, jobRows] = await Promise.all([
    db.all<{ sha256: string }>(sql`SELECT sha256 FROM photos WHERE scan_id = ${scanId}`),
    db.all<{ jobId: string }>(sql`SELECT job_id AS jobId FROM jobs WHERE scan_id = ${scanId}`),
  ]);
  const mine = sql`EXISTS (SELECT 1 FROM scans WHERE scan_id = ${scanId} AND files_deleted_at_ms = ${nowMs})`;
  const photoPath = `${scanPrefix(scanId)}photos/`;
  const [first] = await runBatch(db, [
    sql`UPDATE scans SET files_deleted_at_ms = ${nowMs} WHERE scan_id = ${scanId} AND ${unchanged(scan)}`,
    sql`INSERT INTO condemned (key, created_at_ms) SELECT ${photoPath} || sha256, ${nowMs} FROM photos
      WHERE scan_id = ${scanId} AND ${mine} ON CONFLICT DO NOTHING`,
    sql`DELETE FROM photos WHERE scan_id = ${scanId} AND ${mine}`,
    sql`UPDATE jobs SET files_deleted_at_ms = ${nowMs} WHERE scan_id = ${scanId} AND files_deleted_at_ms IS NULL AND ${mine}`,
    ...jobRows.map(({ jobId }) => messageSql("sweep", { kind: "sweep", prefix: jobPrefix(jobId) }, nowMs, mine, nowMs)),
  ]);
  return first === 1 ? photoRows.map((p) => photoPath + p.sha256) : null;
}

/** Their objects are deleted: the same photos may come again. */
export async function pardonAll(db: Db, keys: readonly string[]): Promise<void> {
  await runBatch(db, [sql`DELETE FROM condemned WHERE key IN (SELECT value FROM json_each(${JSON.stringify(keys)}))`]);
}
