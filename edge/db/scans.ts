import { desc, eq, sql } from "drizzle-orm";
import { firstPage, type PageCursor } from "../domain/page-cursor.ts";
import { ask, question } from "./batch.ts";
import type { Db } from "./client.ts";
import { jobs, scans, tombstones } from "./schema.ts";

export type ScanRow = typeof scans.$inferSelect;

export async function findScan(db: Db, scanId: string): Promise<ScanRow | undefined> {
  return (await db.select().from(scans).where(eq(scans.scanId, scanId)))[0];
}

export async function findTombstone(db: Db, scanId: string): Promise<typeof tombstones.$inferSelect | undefined> {
  return (await db.select().from(tombstones).where(eq(tombstones.scanId, scanId)))[0];
}

/**
 * Creates the scan, or renames it when it is the owner's. A device's becomes its account's, if it was linked while the
 * request was under way: one statement decides.
 */
export async function putScan(db: Db, row: Omit<ScanRow, "jobId" | "filesDeletedAtMs">): Promise<void> {
  await db.run(sql`INSERT INTO scans (scan_id, owner_id, name, created_at_ms, updated_at_ms)
    SELECT ${row.scanId}, coalesce((SELECT owner_id FROM devices WHERE token_sha256 = ${row.ownerId}), ${row.ownerId}), ${row.name}, ${row.createdAtMs}, ${row.updatedAtMs}
    WHERE NOT EXISTS (SELECT 1 FROM tombstones WHERE scan_id = ${row.scanId})
    ON CONFLICT (scan_id) DO UPDATE SET name = excluded.name, updated_at_ms = excluded.updated_at_ms
      WHERE owner_id = excluded.owner_id AND name <> excluded.name`);
}

/** Newest first; each with its newest job and the number of its photos. */
export async function listScans(db: Db, ownerId: string, limit: number, after: PageCursor | null) {
  return ask(db, page({ ownerId, limit, ...(after ?? firstPage) }));
}

const page = question((db) => {
  const { placeholder } = sql;
  return db
    .select({
      scan: scans,
      job: jobs,
      photoCount: sql<number>`(SELECT count(*) FROM photos WHERE photos.scan_id = ${scans.scanId})`,
    })
    .from(scans)
    .leftJoin(jobs, eq(jobs.jobId, scans.jobId))
    .where(
      sql`${scans.ownerId} = ${placeholder("ownerId")}
        AND (${scans.createdAtMs}, ${scans.scanId}) < (${placeholder("atMs")}, ${placeholder("id")})`,
    )
    .orderBy(desc(scans.createdAtMs), desc(scans.scanId))
    .limit(placeholder("limit"));
});
