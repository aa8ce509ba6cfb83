import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { FileUnit } from "#contract/print-settings";
import type { Db } from "./client.ts";
import { parts } from "./schema.ts";

export type PartRow = typeof parts.$inferSelect;
/** What a check, or the way to it, has found. */
export type PartFinding = Pick<
  PartRow,
  "state" | "problemCode" | "problemDetail" | "check" | "repairs" | "geometrySha256" | "geometryBytes"
>;

/** An owner holds no more: each may be 50 MB. */
export const partsMax = 500;

export const blankFinding = (state: PartRow["state"]): PartFinding => ({
  ...{ state, problemCode: null, problemDetail: "", check: null, repairs: [] },
  ...{ geometrySha256: null, geometryBytes: null },
});

export async function findPart(db: Db, partId: string): Promise<PartRow | undefined> {
  return (await db.select().from(parts).where(eq(parts.partId, partId)))[0];
}

/** Makes the row, once and within the limit; whoever comes second finds the first's. */
export async function insertPart(
  db: Db,
  row: Pick<PartRow, "partId" | "ownerId" | "fileName" | "bytes" | "fileSha256" | "jobId" | "createdAtMs">,
): Promise<PartRow | undefined> {
  await db.run(sql`INSERT INTO parts
    (part_id, owner_id, file_name, bytes, file_sha256, job_id, state, repairs, created_at_ms)
    SELECT ${row.partId}, ${row.ownerId}, ${row.fileName}, ${row.bytes}, ${row.fileSha256}, ${row.jobId},
      'receiving', '[]', ${row.createdAtMs}
    WHERE (SELECT count(*) FROM parts WHERE owner_id = ${row.ownerId}) < ${partsMax} ON CONFLICT DO NOTHING`);
  return findPart(db, row.partId);
}

/** Null where the part was deleted meanwhile, or its unit has changed under the check. */
export async function savePart(
  db: Db,
  { partId, unit }: Pick<PartRow, "partId" | "unit">,
  found: PartFinding,
): Promise<PartRow | null> {
  const sameUnit: SQL = sql`${parts.unit} IS ${unit}`;
  const rows = await db
    .update(parts)
    .set(found)
    .where(and(eq(parts.partId, partId), sameUnit))
    .returning();
  return rows[0] ?? null;
}

export async function setUnit(db: Db, partId: string, unit: FileUnit): Promise<PartRow | null> {
  const rows = await db
    .update(parts)
    .set({ unit, ...blankFinding("checking") })
    .where(eq(parts.partId, partId))
    .returning();
  return rows[0] ?? null;
}

export async function listParts(db: Db, ownerId: string, limit: number): Promise<PartRow[]> {
  return db
    .select()
    .from(parts)
    .where(eq(parts.ownerId, ownerId))
    .orderBy(desc(parts.createdAtMs), desc(parts.partId))
    .limit(limit);
}

export async function deletePart(db: Db, partId: string): Promise<void> {
  await db.delete(parts).where(eq(parts.partId, partId));
}

export async function partIdsOf(db: Db, ownerId: string): Promise<string[]> {
  const rows = await db.select({ partId: parts.partId }).from(parts).where(eq(parts.ownerId, ownerId));
  return rows.map((row) => row.partId);
}

/** Of these ids those that have a row. */
export async function livingParts(db: Db, partIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.all<{ partId: string }>(
    sql`SELECT part_id AS partId FROM parts WHERE part_id IN (SELECT value FROM json_each(${JSON.stringify(partIds)}))`,
  );
  return new Set(rows.map((row) => row.partId));
}

/** Any part whose prepared geometry has this hash: they are all the same bytes. */
export async function partWithGeometry(db: Db, geometrySha256: string): Promise<PartRow | undefined> {
  const ready = and(eq(parts.geometrySha256, geometrySha256), eq(parts.state, "ready"));
  return (await db.select().from(parts).where(ready).limit(1))[0];
}

const checkMaxMs = 300_000;

/** Those that wait for the scanner, newest last, and checks that broke off. */
export async function unsettledParts(db: Db, limit: number, nowMs: number): Promise<PartRow[]> {
  const broken = sql`(${parts.state} = 'checking' AND ${parts.createdAtMs} < ${nowMs - checkMaxMs})`;
  return db
    .select()
    .from(parts)
    .where(sql`${parts.state} = 'quarantined' OR ${broken}`)
    .orderBy(parts.createdAtMs)
    .limit(limit);
}

export async function abandonedParts(db: Db, beforeMs: number, limit: number): Promise<string[]> {
  const rows = await db.all<{ partId: string }>(sql`SELECT part_id AS partId FROM parts
    WHERE state = 'receiving' AND created_at_ms < ${beforeMs} LIMIT ${limit}`);
  return rows.map((row) => row.partId);
}
