import { type SQL, sql } from "drizzle-orm";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";

/** An order that is not over may still have to be sliced, printed, or printed again. */
const ordered = sql`EXISTS (SELECT 1 FROM orders o, json_each(o.lines) l WHERE o.owner_id = p.owner_id
  AND o.state NOT IN ('done', 'cancelled', 'refunded') AND l.value ->> 'geometrySha256' = p.geometry_sha256)`;

/** A quote that holds may be ordered. */
const quoted = (nowMs: number): SQL => sql`EXISTS (SELECT 1 FROM quotes q, json_each(q.asked, '$.lines') l
  WHERE q.owner_id = p.owner_id AND q.expires_at_ms > ${nowMs} AND l.value ->> 'partId' = p.part_id)`;

/** Takes the rows of parts that nobody has priced or ordered since; their files are to be discarded. */
export async function takeUnusedParts(db: Db, beforeMs: number, nowMs: number, limit: number): Promise<string[]> {
  const rows = await db.all<{ partId: string }>(sql`DELETE FROM parts WHERE part_id IN (SELECT p.part_id FROM parts p
    WHERE p.created_at_ms < ${beforeMs} AND p.used_at_ms < ${beforeMs} AND NOT ${ordered} AND NOT ${quoted(nowMs)}
    ORDER BY p.created_at_ms LIMIT ${limit}) RETURNING part_id AS partId`);
  return rows.map((row) => row.partId);
}

/** Slices of parts that nobody has any more; the orphan sweep deletes their previews. Quotes hold their own figures. */
export async function purgeSlicesOfNone(db: Db, beforeMs: number, limit: number): Promise<number> {
  const none = sql`SELECT s.slice_id FROM slices s WHERE s.state IN ('done', 'failed') AND s.since_ms < ${beforeMs}
    AND NOT EXISTS (SELECT 1 FROM parts p WHERE p.geometry_sha256 = s.geometry_sha256) LIMIT ${limit}`;
  const rows = await db.all<{ slice_id: string }>(none);
  if (rows.length === 0) return 0;
  const ids = sql`(SELECT value FROM json_each(${JSON.stringify(rows.map((row) => row.slice_id))}))`;
  const [gone] = await runBatch(db, [
    sql`DELETE FROM slices WHERE slice_id IN ${ids}`,
    sql`DELETE FROM quote_slices WHERE slice_id IN ${ids}`,
  ]);
  return gone ?? 0;
}
