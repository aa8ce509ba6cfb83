import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { PrintSettings } from "#contract/print-settings";
import type { Slice, SlicePrint } from "../domain/quoting/slice.ts";
import type { Db } from "./client.ts";
import { slices } from "./schema.ts";

export type SliceRow = typeof slices.$inferSelect;

export interface WantedSlice {
  readonly sliceId: string;
  readonly geometrySha256: string;
  readonly settings: PrintSettings;
  readonly print: SlicePrint;
}

export async function findSlice(db: Db, sliceId: string): Promise<SliceRow | undefined> {
  return (await db.select().from(slices).where(eq(slices.sliceId, sliceId)))[0];
}

export async function findSlices(db: Db, sliceIds: readonly string[]): Promise<Map<string, SliceRow>> {
  const rows = await findSlicesAbout(db, sliceIds, [], 0);
  return new Map(rows.map((row) => [row.sliceId, row]));
}

/** Those by id, and of the same parts the newest that have figures: for estimates of other settings. */
export async function findSlicesAbout(
  db: Db,
  sliceIds: readonly string[],
  geometries: readonly string[],
  newest: number,
): Promise<SliceRow[]> {
  const json = JSON.stringify;
  const known = sql`SELECT slice_id FROM slices WHERE geometry_sha256 IN (SELECT value FROM json_each(${json(geometries)}))
    AND state = 'done' ORDER BY created_at_ms DESC LIMIT ${newest}`;
  return db
    .select()
    .from(slices)
    .where(
      sql`${slices.sliceId} IN (SELECT value FROM json_each(${json(sliceIds)})) OR ${slices.sliceId} IN (${known})`,
    );
}

const columns = sql`slice_id, geometry_sha256, settings, print, priority, state, attempt, due_at_ms, since_ms, created_at_ms`;
const rowsOf = (wanted: readonly WantedSlice[], priority: 0 | 1, nowMs: number): SQL => {
  const rows = wanted.map((one) => [one.sliceId, one.geometrySha256, one.settings, one.print]);
  return sql`SELECT value ->> 0, value ->> 1, value -> 2, value -> 3, ${priority}, 'waiting', 1, ${nowMs}, ${nowMs}, ${nowMs}
    FROM json_each(${JSON.stringify(rows)})`;
};

/** Orders slices that nobody has ordered yet; one that was only likely to be asked for is wanted from now on. */
export const wantSlicesSql = (wanted: readonly WantedSlice[], nowMs: number): SQL =>
  sql`INSERT INTO slices (${columns}) ${rowsOf(wanted, 0, nowMs)} WHERE true
    ON CONFLICT (slice_id) DO UPDATE SET priority = 0`;

/** Orders likely ones, as long as not too many of them wait: one statement, so that many at once keep the budget. */
export async function likelySlices(
  db: Db,
  likely: readonly WantedSlice[],
  budget: number,
  nowMs: number,
): Promise<void> {
  if (likely.length === 0) return;
  const waiting = sql`(SELECT count(*) FROM slices WHERE priority = 1 AND state IN ('waiting', 'sending', 'sent'))`;
  await db.run(sql`INSERT INTO slices (${columns}) ${rowsOf(likely, 1, nowMs)}
    WHERE ${waiting} < ${budget} LIMIT max(0, ${budget} - ${waiting}) ON CONFLICT DO NOTHING`);
}

/** Writes the step unless somebody was faster. */
export async function saveSlice(
  db: Db,
  before: SliceRow,
  slice: Slice,
  more: Partial<Pick<SliceRow, "callbackTokenSha256">> = {},
): Promise<SliceRow | null> {
  const { state, attempt, dueAtMs, sinceMs, runpodId, figures, slicer, failureCode, failureDetail } = slice;
  const rows = await db
    .update(slices)
    .set({
      ...{ state, attempt, dueAtMs, sinceMs, runpodId, figures, slicer, failureCode, failureDetail, ...more },
      writes: before.writes + 1,
    })
    .where(and(eq(slices.sliceId, before.sliceId), eq(slices.writes, before.writes)))
    .returning();
  return rows[0] ?? null;
}

/** What may be sent now, the wanted first, as long as fewer are under way than may be (fewer still for likely ones). */
export async function slicesToSend(
  db: Db,
  most: { wanted: number; likely: number },
  nowMs: number,
): Promise<SliceRow[]> {
  const [under] = await db.all<{ n: number }>(sql`SELECT count(*) AS n FROM slices WHERE state IN ('sending', 'sent')`);
  const inFlight = under?.n ?? 0;
  const due = and(eq(slices.state, "waiting"), sql`${slices.dueAtMs} <= ${nowMs}`);
  const rows = await db.select().from(slices).where(due).orderBy(slices.priority, slices.dueAtMs).limit(most.wanted);
  return rows.filter((row, i) => inFlight + i < (row.priority === 0 ? most.wanted : most.likely));
}

/** Those under way, longest first. */
export async function slicesUnderWay(db: Db, limit: number): Promise<SliceRow[]> {
  const moving = inArray(slices.state, ["sending", "sent"]);
  return db.select().from(slices).where(moving).orderBy(slices.sinceMs).limit(limit);
}

/** Whether that token is the present attempt's; compared inside the database. */
export async function holdsCallback(db: Db, sliceId: string, attempt: number, tokenSha256: string): Promise<boolean> {
  const rows = await db.all(sql`SELECT 1 FROM slices
    WHERE slice_id = ${sliceId} AND attempt = ${attempt} AND callback_token_sha256 = ${tokenSha256}`);
  return rows.length > 0;
}
