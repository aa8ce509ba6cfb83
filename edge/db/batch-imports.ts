import { asc, eq, sql } from "drizzle-orm";
import type { ZipRefusal } from "#contract/batch";
import type { ProblemCode } from "#contract/problem";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { messageSql } from "./jobs.ts";
import { batchImports } from "./schema.ts";

export type ImportRow = typeof batchImports.$inferSelect;

export async function importsOf(db: Db, batchId: string): Promise<ImportRow[]> {
  return db.select().from(batchImports).where(eq(batchImports.batchId, batchId)).orderBy(asc(batchImports.createdAtMs));
}

export async function findImport(db: Db, importId: string): Promise<ImportRow | undefined> {
  return (await db.select().from(batchImports).where(eq(batchImports.importId, importId)))[0];
}

/** Begins it, or again where it has failed. False: the same zip is being taken in, or has been. */
export async function openImport(db: Db, row: ImportRow): Promise<boolean> {
  const { importId, batchId, ownerId, key, photosTotal, createdAtMs } = row;
  const [first] = await runBatch(db, [
    sql`INSERT INTO batch_imports (import_id, batch_id, owner_id, key, photos_total, refused, created_at_ms, changed_at_ms)
      VALUES (${importId}, ${batchId}, ${ownerId}, ${key}, ${photosTotal}, ${JSON.stringify(row.refused)}, ${createdAtMs}, ${createdAtMs})
      ON CONFLICT (import_id) DO UPDATE SET key = excluded.key, photos_total = excluded.photos_total, next_photo = 0,
        refused = excluded.refused, failure = NULL, ended_at_ms = NULL, changed_at_ms = excluded.changed_at_ms
      WHERE batch_imports.failure IS NOT NULL`,
  ]);
  return first === 1;
}

/** How far it has come; the message that goes on with it is in the same batch. False: another was as far. */
export async function noteImported(
  db: Db,
  row: ImportRow,
  next: { nextPhoto: number; refused: readonly ZipRefusal[]; failure: ProblemCode | null },
  nowMs: number,
): Promise<boolean> {
  const ended = next.failure !== null || next.nextPhoto >= row.photosTotal;
  const [first] = await runBatch(db, [
    sql`UPDATE batch_imports SET next_photo = ${next.nextPhoto}, refused = ${JSON.stringify(next.refused)},
      failure = ${next.failure}, changed_at_ms = ${nowMs}, ended_at_ms = ${ended ? nowMs : null}
      WHERE import_id = ${row.importId} AND key = ${row.key} AND next_photo = ${row.nextPhoto} AND ended_at_ms IS NULL`,
    ...(ended
      ? []
      : [messageSql("jobs", { kind: "import", importId: row.importId }, nowMs, sql`changes() = 1`, nowMs)]),
  ]);
  return first === 1;
}

/** Imports that have stood still, whose message was lost: sent for again. */
export async function wakeImports(db: Db, stillSinceMs: number, nowMs: number): Promise<number> {
  const still = await db.all<{ importId: string }>(sql`UPDATE batch_imports SET changed_at_ms = ${nowMs}
    WHERE import_id IN (SELECT import_id FROM batch_imports WHERE ended_at_ms IS NULL AND changed_at_ms < ${stillSinceMs} LIMIT 20)
    RETURNING import_id AS importId`);
  for (const { importId } of still) {
    await runBatch(db, [messageSql("jobs", { kind: "import", importId }, nowMs, sql`1`, nowMs)]);
  }
  return still.length;
}
