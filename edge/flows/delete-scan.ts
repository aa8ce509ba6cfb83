import { eq, sql } from "drizzle-orm";
import { errorText, log } from "../adapters/log.ts";
import { roomOf } from "../adapters/room.ts";
import { runBatch } from "../db/batch.ts";
import { type Db, openDb } from "../db/client.ts";
import { messageSql } from "../db/jobs.ts";
import { jobs } from "../db/schema.ts";
import { isAlive } from "../domain/job.ts";
import { jobPrefix, scanPrefix } from "../domain/storage-keys.ts";
import type { Env } from "../env.ts";
import { advanceJob } from "./advance-job.ts";
import { pumpOutbox } from "./pump-outbox.ts";

const triesMax = 5;

/** Ends what runs, then takes rows away and orders the objects to be swept, in one batch; a tombstone stays. */
export async function deleteScan(env: Env, ownerId: string, scanId: string, nowMs: number): Promise<void> {
  const db = openDb(env.DB);
  for (let i = 0; i < triesMax; i++) {
    const rows = await db.select({ jobId: jobs.jobId, phase: jobs.phase }).from(jobs).where(eq(jobs.scanId, scanId));
    for (const row of rows) {
      if (isAlive(row.phase)) await advanceJob(env, row.jobId, { type: "cancel" }, nowMs);
    }
    const jobIds = rows.map((r) => r.jobId);
    if (await eraseRows(db, ownerId, scanId, jobIds, nowMs)) {
      await pumpOutbox(env, nowMs).catch(() => 0);
      await roomOf(env, scanId)
        .scanDeleted()
        .catch((error) => log("warn", "room-unreachable", { scanId, error: errorText(error) }));
      return;
    }
  }
  throw new Error(`scan ${scanId}: jobs are submitted faster than cancelled`);
}

/** Everything hangs on the tombstone, which is set only while no job lives and none is unknown to us. */
async function eraseRows(db: Db, ownerId: string, scanId: string, jobIds: string[], nowMs: number): Promise<boolean> {
  const known = JSON.stringify(jobIds);
  const dead = sql`EXISTS (SELECT 1 FROM tombstones WHERE scan_id = ${scanId})`;
  const prefixes = [scanPrefix(scanId), ...jobIds.map(jobPrefix)];
  const [first] = await runBatch(db, [
    sql`INSERT INTO tombstones (scan_id, owner_id, job_ids, deleted_at_ms)
      SELECT ${scanId}, ${ownerId}, ${known}, ${nowMs}
      WHERE EXISTS (SELECT 1 FROM scans WHERE scan_id = ${scanId} AND owner_id = ${ownerId})
        AND NOT EXISTS (SELECT 1 FROM jobs WHERE scan_id = ${scanId}
          AND (phase IN ('queued', 'running') OR job_id NOT IN (SELECT value FROM json_each(${known}))))`,
    ...prefixes.map((prefix) => messageSql("sweep", { kind: "sweep", prefix }, nowMs, dead, nowMs)),
    sql`DELETE FROM attempts WHERE ${dead} AND job_id IN (SELECT job_id FROM jobs WHERE scan_id = ${scanId})`,
    sql`DELETE FROM jobs WHERE scan_id = ${scanId} AND ${dead}`,
    sql`DELETE FROM photos WHERE scan_id = ${scanId} AND ${dead}`,
    sql`DELETE FROM scans WHERE scan_id = ${scanId} AND ${dead}`,
  ]);
  return first === 1 || (await isDeleted(db, scanId));
}

async function isDeleted(db: Db, scanId: string): Promise<boolean> {
  return (await db.all(sql`SELECT 1 FROM tombstones WHERE scan_id = ${scanId}`)).length > 0;
}
