import { and, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { FileUnit } from "#contract/print-settings";
import { visitorLimits } from "../domain/widget/limits.ts";
import { type Question, question, runAndAsk } from "./batch.ts";
import type { Db } from "./client.ts";
import { parts, preparations } from "./schema.ts";

export type PartRow = typeof parts.$inferSelect;
/** What a check, or the way to it, has found. */
export type PartFinding = Pick<
  PartRow,
  "state" | "problemCode" | "problemDetail" | "check" | "repairs" | "preparation" | "geometrySha256" | "geometryBytes"
>;

const dayMs = 86_400_000;
/** An owner holds no more: each may be 50 MB. */
export const partsMax = 500;

/** A visitor of the owner's website, as the limits know them. */
export interface Visitor {
  readonly visitorId: string;
  readonly from: string;
}

export const blankFinding = (state: PartRow["state"]): PartFinding => ({
  ...{ state, problemCode: null, problemDetail: "", check: null, repairs: [], preparation: null },
  ...{ geometrySha256: null, geometryBytes: null },
});

export async function findPart(db: Db, partId: string): Promise<PartRow | undefined> {
  return (await db.select().from(parts).where(eq(parts.partId, partId)))[0];
}

const byIds = question((db) =>
  db
    .select()
    .from(parts)
    .where(sql`${parts.partId} IN (SELECT value FROM json_each(${sql.placeholder("ids")}))`),
);
export const partsQuestion = (partIds: readonly string[]): Question<PartRow> => byIds({ ids: JSON.stringify(partIds) });

/** Makes the row, once and within the limit; whoever comes second finds the first's. */
export async function insertPart(
  db: Db,
  row: Pick<PartRow, "partId" | "ownerId" | "fileName" | "bytes" | "fileSha256" | "jobId" | "createdAtMs">,
  visitor: Visitor | null = null,
): Promise<PartRow | undefined> {
  const room = visitor ? roomForVisitor(row.ownerId, visitor, row.bytes, row.createdAtMs) : roomForOwner(row.ownerId);
  const insert = sql`INSERT INTO parts (part_id, owner_id, visitor_id, visitor_from, file_name, bytes, file_sha256,
      job_id, state, repairs, created_at_ms)
    SELECT ${row.partId}, ${row.ownerId}, ${visitor?.visitorId ?? null}, ${visitor?.from ?? null}, ${row.fileName},
      ${row.bytes}, ${row.fileSha256}, ${row.jobId}, 'receiving', '[]', ${row.createdAtMs}
    WHERE ${room} ON CONFLICT DO NOTHING`;
  const [rows] = await runAndAsk(db, [insert], [partsQuestion([row.partId])]);
  return rows[0];
}

const roomForOwner = (ownerId: string): SQL =>
  sql`(SELECT count(*) FROM parts WHERE owner_id = ${ownerId} AND visitor_id IS NULL) < ${partsMax}`;

function roomForVisitor(ownerId: string, { visitorId, from }: Visitor, bytes: number, nowMs: number): SQL {
  const most = visitorLimits;
  const visitors = sql`SELECT count(*) FROM parts WHERE owner_id = ${ownerId} AND visitor_id IS NOT NULL`;
  return sql`(SELECT count(*) FROM parts WHERE visitor_id = ${visitorId}) < ${most.partsOfVisitor}
    AND (${visitors} AND visitor_from = ${from} AND created_at_ms > ${nowMs - dayMs}) < ${most.partsOfAddressADay}
    AND (${visitors}) < ${most.partsOfOwner}
    AND (SELECT coalesce(sum(bytes), 0) FROM parts WHERE owner_id = ${ownerId} AND visitor_id IS NOT NULL)
      + ${bytes} <= ${most.bytesOfOwner}`;
}

/** A part as another owner's own. False: they hold as many as they may. */
export async function copyPart(
  db: Db,
  part: PartRow,
  partId: string,
  ownerId: string,
  createdAtMs: number,
): Promise<boolean> {
  const held = await db.$count(parts, and(eq(parts.ownerId, ownerId), isNull(parts.visitorId)));
  if (held >= partsMax) return false;
  const row = { ...part, partId, ownerId, visitorId: null, visitorFrom: null, jobId: null, createdAtMs };
  await db.insert(parts).values(row).onConflictDoNothing();
  return true;
}

/** Parts of visitors that have had their time, unless somebody ordered what they are a part of. */
export async function visitorPartsBefore(db: Db, beforeMs: number, limit: number): Promise<string[]> {
  const rows = await db.all<{ partId: string }>(sql`SELECT part_id AS partId FROM parts
    WHERE visitor_id IS NOT NULL AND created_at_ms < ${beforeMs} AND NOT EXISTS (SELECT 1 FROM orders o
      WHERE o.owner_id = parts.owner_id AND o.state NOT IN ('cancelled', 'refunded')
        AND instr(o.lines, parts.geometry_sha256) > 0) LIMIT ${limit}`);
  return rows.map((row) => row.partId);
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
    .where(and(eq(parts.ownerId, ownerId), isNull(parts.visitorId)))
    .orderBy(desc(parts.createdAtMs), desc(parts.partId))
    .limit(limit);
}

export async function deletePart(db: Db, partId: string): Promise<void> {
  await db.batch([
    db.delete(preparations).where(eq(preparations.partId, partId)),
    db.delete(parts).where(eq(parts.partId, partId)),
  ]);
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

/** Parts that wait for the worker while none works for them any more: their run is over, or was never ordered. */
export async function unpreparedParts(db: Db, optionalBeforeMs: number, limit: number): Promise<PartRow[]> {
  const working = sql`SELECT 1 FROM ${preparations} WHERE ${preparations.partId} = ${parts.partId}
    AND ${preparations.state} IN ('waiting', 'sending', 'sent') AND ${preparations.createdAtMs} > ${optionalBeforeMs}`;
  const waiting = and(eq(parts.state, "preparing"), sql`NOT EXISTS (${working})`);
  return db.select().from(parts).where(waiting).orderBy(parts.createdAtMs).limit(limit);
}
