import { and, asc, desc, eq, sql } from "drizzle-orm";
import { batchLimits } from "#contract/batch";
import type { PageCursor } from "../domain/page-cursor.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { batchesEndedSql } from "./events.ts";
import { batches, batchScans, jobs, scans } from "./schema.ts";

export type BatchRow = typeof batches.$inferSelect;

export async function findBatch(db: Db, batchId: string): Promise<BatchRow | undefined> {
  return (await db.select().from(batches).where(eq(batches.batchId, batchId)))[0];
}

/** Makes it, or renames it when it is the owner's. */
export async function putBatch(
  db: Db,
  row: { batchId: string; ownerId: string; name: string; createdAtMs: number },
): Promise<void> {
  await db.run(sql`INSERT INTO batches (batch_id, owner_id, name, created_at_ms)
    VALUES (${row.batchId}, ${row.ownerId}, ${row.name}, ${row.createdAtMs})
    ON CONFLICT (batch_id) DO UPDATE SET name = excluded.name WHERE owner_id = excluded.owner_id`);
}

export async function listBatches(
  db: Db,
  ownerId: string,
  limit: number,
  after: PageCursor | null,
): Promise<BatchRow[]> {
  const older = after ? sql`(${batches.createdAtMs}, ${batches.batchId}) < (${after.atMs}, ${after.id})` : undefined;
  return db
    .select()
    .from(batches)
    .where(and(eq(batches.ownerId, ownerId), older))
    .orderBy(desc(batches.createdAtMs), desc(batches.batchId))
    .limit(limit);
}

export interface NewSet {
  readonly scanId: string;
  readonly name: string;
}

/**
 * Makes scans where they are not there and puts them into the batch, all or none of them: one that is somebody else's or
 * was deleted, or a set too many, keeps all out. What is in the batch already stays where it is.
 */
export async function addSets(
  db: Db,
  batch: { batchId: string; ownerId: string },
  sets: readonly NewSet[],
  nowMs: number,
): Promise<boolean> {
  const { batchId, ownerId } = batch;
  const all = JSON.stringify(sets);
  const free = sql`NOT EXISTS (SELECT 1 FROM json_each(${all}) e JOIN scans s ON s.scan_id = e.value ->> 'scanId'
      WHERE s.owner_id <> ${ownerId})
    AND NOT EXISTS (SELECT 1 FROM json_each(${all}) e JOIN tombstones t ON t.scan_id = e.value ->> 'scanId')
    AND EXISTS (SELECT 1 FROM batches WHERE batch_id = ${batchId} AND owner_id = ${ownerId})
    AND (SELECT count(*) FROM (SELECT scan_id FROM batch_scans WHERE batch_id = ${batchId}
      UNION SELECT value ->> 'scanId' FROM json_each(${all}))) <= ${batchLimits.setsMax}`;
  await runBatch(db, [
    sql`INSERT INTO scans (scan_id, owner_id, name, created_at_ms, updated_at_ms)
      SELECT value ->> 'scanId', ${ownerId}, value ->> 'name', ${nowMs}, ${nowMs} FROM json_each(${all}) WHERE ${free}
      ON CONFLICT DO NOTHING`,
    sql`INSERT INTO batch_scans (batch_id, scan_id, position)
      SELECT ${batchId}, value ->> 'scanId', key + (SELECT count(*) FROM batch_scans WHERE batch_id = ${batchId})
      FROM json_each(${all}) WHERE ${free} ON CONFLICT DO NOTHING`,
  ]);
  const missing = await db.get<{ n: number }>(sql`SELECT count(*) AS n FROM json_each(${all}) e
    WHERE NOT EXISTS (SELECT 1 FROM batch_scans WHERE batch_id = ${batchId} AND scan_id = e.value ->> 'scanId')`);
  return missing?.n === 0;
}

/** Why sets were kept out. */
export async function whyNotAdded(
  db: Db,
  ownerId: string,
  sets: readonly NewSet[],
): Promise<"id-taken" | "scan-deleted" | "batch-full"> {
  const all = JSON.stringify(sets);
  const row = await db.get<{ taken: number; gone: number }>(sql`SELECT
    (SELECT count(*) FROM json_each(${all}) e JOIN scans s ON s.scan_id = e.value ->> 'scanId' WHERE s.owner_id <> ${ownerId})
      + (SELECT count(*) FROM json_each(${all}) e JOIN tombstones t ON t.scan_id = e.value ->> 'scanId'
        WHERE t.owner_id <> ${ownerId}) AS taken,
    (SELECT count(*) FROM json_each(${all}) e JOIN tombstones t ON t.scan_id = e.value ->> 'scanId') AS gone`);
  if (row?.taken) return "id-taken";
  return row?.gone ? "scan-deleted" : "batch-full";
}

/** In the order they came in, each with its scan (null: deleted) and newest job. */
export async function setsOf(db: Db, batchId: string) {
  return db
    .select({
      scanId: batchScans.scanId,
      scan: scans,
      job: jobs,
      photoCount: sql<number>`(SELECT count(*) FROM photos WHERE photos.scan_id = ${batchScans.scanId})`,
    })
    .from(batchScans)
    .leftJoin(scans, eq(scans.scanId, batchScans.scanId))
    .leftJoin(jobs, eq(jobs.jobId, scans.jobId))
    .where(eq(batchScans.batchId, batchId))
    .orderBy(asc(batchScans.position), asc(batchScans.scanId));
}
export type SetRow = Awaited<ReturnType<typeof setsOf>>[number];

/** States of all sets of some batches, for a list. */
export async function phasesOf(db: Db, batchIds: readonly string[]) {
  return db.all<{
    batchId: string;
    hasScan: number;
    phase: "queued" | "running" | "done" | "failed" | "cancelled" | null;
  }>(
    sql`SELECT b.batch_id AS batchId, s.scan_id IS NOT NULL AS hasScan, j.phase AS phase
      FROM batch_scans b LEFT JOIN scans s ON s.scan_id = b.scan_id LEFT JOIN jobs j ON j.job_id = s.job_id
      WHERE b.batch_id IN (SELECT value FROM json_each(${JSON.stringify(batchIds)}))`,
  );
}

const submitMaxMs = 120_000;

/** While sets are being submitted the batch does not end. False: another submit is at it. */
export async function beginSubmit(db: Db, batchId: string, nowMs: number): Promise<boolean> {
  const [first] = await runBatch(db, [
    sql`UPDATE batches SET busy_until_ms = ${nowMs + submitMaxMs}, submitted_at_ms = coalesce(submitted_at_ms, ${nowMs}),
      ended_at_ms = NULL WHERE batch_id = ${batchId} AND busy_until_ms <= ${nowMs}`,
  ]);
  return first === 1;
}

export async function endSubmit(db: Db, batchId: string, nowMs: number): Promise<void> {
  await runBatch(db, [
    sql`UPDATE batches SET busy_until_ms = 0 WHERE batch_id = ${batchId}`,
    ...batchesEndedSql(sql`batch_id = ${batchId}`, nowMs),
  ]);
}

/** Batches whose end was missed: a submit broke off, or the last scan under way was deleted. */
export async function endBatches(db: Db, nowMs: number): Promise<number> {
  const [ended] = await runBatch(db, batchesEndedSql(sql`1`, nowMs));
  return ended ?? 0;
}
