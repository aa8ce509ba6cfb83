import { and, eq, lt, type SQL, sql } from "drizzle-orm";
import type { PhotoReceipt } from "#contract/photo";
import { photoLimits } from "#contract/photo";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { condemned, photos } from "./schema.ts";

export type PhotoRow = typeof photos.$inferSelect;

export const toReceipt = (row: PhotoRow): PhotoReceipt => {
  const { photoId, pass, name, sha256, bytes, format, widthPx, heightPx, receivedAtMs } = row;
  return { photoId, pass, name, sha256, bytes, format, widthPx, heightPx, receivedAtMs };
};

export async function findPhoto(db: Db, scanId: string, photoId: string): Promise<PhotoRow | undefined> {
  const rows = await db
    .select()
    .from(photos)
    .where(and(eq(photos.scanId, scanId), eq(photos.photoId, photoId)));
  return rows[0];
}

export async function findPhotoByHash(db: Db, scanId: string, sha256: string): Promise<PhotoRow | undefined> {
  const rows = await db
    .select()
    .from(photos)
    .where(and(eq(photos.scanId, scanId), eq(photos.sha256, sha256)));
  return rows[0];
}

const livingJob = (scanId: string) =>
  sql`EXISTS (SELECT 1 FROM jobs WHERE scan_id = ${scanId} AND phase IN ('queued', 'running'))`;
export const photosMax = photoLimits.perPassMax * photoLimits.passesMax;

/** Adds the row unless the scan is gone, locked or full, the photo is there, or its object is being deleted. */
export async function insertPhoto(db: Db, row: PhotoRow, key: string): Promise<boolean> {
  const [first] = await runBatch(db, [
    sql`INSERT INTO photos (scan_id, photo_id, pass, name, sha256, bytes, format, width_px, height_px, taken_at_ms, received_at_ms)
      SELECT ${row.scanId}, ${row.photoId}, ${row.pass}, ${row.name}, ${row.sha256}, ${row.bytes}, ${row.format},
        ${row.widthPx}, ${row.heightPx}, ${row.takenAtMs}, ${row.receivedAtMs}
      WHERE EXISTS (SELECT 1 FROM scans WHERE scan_id = ${row.scanId})
        AND NOT ${livingJob(row.scanId)}
        AND NOT EXISTS (SELECT 1 FROM condemned WHERE key = ${key})
        AND (SELECT count(*) FROM photos WHERE scan_id = ${row.scanId}) < ${photosMax}
      ON CONFLICT DO NOTHING`,
    sql`UPDATE scans SET updated_at_ms = ${row.receivedAtMs}, files_deleted_at_ms = NULL
      WHERE scan_id = ${row.scanId} AND changes() = 1`,
  ]);
  return first === 1;
}

export async function hasLivingJob(db: Db, scanId: string): Promise<boolean> {
  return (await db.all(sql`SELECT 1 WHERE ${livingJob(scanId)}`)).length > 0;
}

/** Takes the row away and condemns its object in one batch. False: there is no such photo, or the scan is locked. */
export async function removePhoto(
  db: Db,
  scanId: string,
  photoId: string,
  key: string,
  nowMs: number,
): Promise<boolean> {
  const [first] = await runBatch(db, [
    sql`DELETE FROM photos WHERE scan_id = ${scanId} AND photo_id = ${photoId} AND NOT ${livingJob(scanId)}`,
    condemnSql(key, scanId, key.slice(-64), nowMs),
    sql`UPDATE scans SET updated_at_ms = ${nowMs} WHERE scan_id = ${scanId}`,
  ]);
  return first === 1;
}

/** From now on no row can adopt the object; nothing happens while a row holds it. */
export function condemnSql(key: string, scanId: string, sha256: string, nowMs: number): SQL {
  return sql`INSERT INTO condemned (key, created_at_ms) SELECT ${key}, ${nowMs}
    WHERE NOT EXISTS (SELECT 1 FROM photos WHERE scan_id = ${scanId} AND sha256 = ${sha256}) ON CONFLICT DO NOTHING`;
}

export async function isCondemned(db: Db, key: string): Promise<boolean> {
  return (await db.select().from(condemned).where(eq(condemned.key, key))).length > 0;
}

export async function listCondemned(db: Db, beforeMs: number, limit: number): Promise<string[]> {
  const rows = await db.select().from(condemned).where(lt(condemned.createdAtMs, beforeMs)).limit(limit);
  return rows.map((r) => r.key);
}

export async function pardon(db: Db, key: string): Promise<void> {
  await db.delete(condemned).where(eq(condemned.key, key));
}

/** Only for a row whose object is not there. */
export async function dropPhotoRow(db: Db, scanId: string, photoId: string): Promise<void> {
  await db.delete(photos).where(and(eq(photos.scanId, scanId), eq(photos.photoId, photoId)));
}
