import { and, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { PrintSettings } from "#contract/print-settings";
import type { Slice, SlicePrint } from "../domain/quoting/slice.ts";
import { ask, type Question, question, runAndAsk } from "./batch.ts";
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
  const rows = await ask(db, slicesQuestion(sliceIds));
  return new Map(rows.map((row) => [row.sliceId, row]));
}

const byIds = question((db) =>
  db
    .select()
    .from(slices)
    .where(sql`${slices.sliceId} IN (SELECT value FROM json_each(${sql.placeholder("ids")}))`),
);
const slicesQuestion = (sliceIds: readonly string[]): Question<SliceRow> => byIds({ ids: JSON.stringify(sliceIds) });

const sliced = question((db) =>
  db
    .select()
    .from(slices)
    .where(
      sql`${slices.geometrySha256} IN (SELECT geometry_sha256 FROM parts
        WHERE part_id IN (SELECT value FROM json_each(${sql.placeholder("partIds")}))) AND ${slices.state} = 'done'`,
    )
    .orderBy(desc(slices.createdAtMs))
    .limit(sql.placeholder("newest")),
);

/** What was sliced of these parts, the newest first: for their prices, and for estimates of other settings. */
export const slicedOfParts = (partIds: readonly string[], newest: number): Question<SliceRow> =>
  sliced({ partIds: JSON.stringify(partIds), newest });

/** The slices that a quote has or waits for. */
const ofQuote = question((db) =>
  db
    .select()
    .from(slices)
    .where(
      sql`${slices.sliceId} IN (SELECT slice_id FROM quote_slices WHERE quote_id = ${sql.placeholder("quoteId")})`,
    ),
);

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
function likelySlicesSql(likely: readonly WantedSlice[], budget: number, nowMs: number): SQL {
  const waiting = sql`(SELECT count(*) FROM slices WHERE priority = 1 AND state IN ('waiting', 'sending', 'sent'))`;
  return sql`INSERT INTO slices (${columns}) ${rowsOf(likely, 1, nowMs)}
    WHERE ${waiting} < ${budget} LIMIT max(0, ${budget} - ${waiting}) ON CONFLICT DO NOTHING`;
}

/** Orders what is likely to be asked for next; answers how those asked for stand, and what may be sent now. */
export async function orderLikely(
  db: Db,
  { likely, budget }: { readonly likely: readonly WantedSlice[]; readonly budget: number },
  askedFor: readonly string[],
  most: Most,
  nowMs: number,
): Promise<{ asked: SliceRow[]; due: SliceRow[] }> {
  const ordering = likely.length > 0 ? [likelySlicesSql(likely, budget, nowMs)] : [];
  const [asked, due] = await runAndAsk(db, ordering, [slicesQuestion(askedFor), dueQuestion(most, nowMs)]);
  return { asked, due: dueOf(due, most) };
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

interface Most {
  readonly wanted: number;
  readonly likely: number;
}

/** What may be sent now, the wanted first, as long as fewer are under way than may be (fewer still for likely ones). */
export const slicesToSend = async (db: Db, most: Most, nowMs: number): Promise<SliceRow[]> =>
  dueOf(await ask(db, dueQuestion(most, nowMs)), most);

/** The slices of a quote, and what may be sent now, whosever it is. */
export async function slicesWaitedFor(
  db: Db,
  quoteId: string,
  most: Most,
  nowMs: number,
): Promise<{ waitedFor: SliceRow[]; due: SliceRow[] }> {
  const [waitedFor, due] = await runAndAsk(db, [], [ofQuote({ quoteId }), dueQuestion(most, nowMs)]);
  return { waitedFor, due: dueOf(due, most) };
}

/** Nothing is read while the slicer has all that it may have. */
const dueAt = question((db) => {
  const { placeholder } = sql;
  const under = sql<number>`(SELECT count(*) FROM slices u WHERE u.state IN ('sending', 'sent'))`;
  const due = sql`${slices.state} = 'waiting' AND ${slices.dueAtMs} <= ${placeholder("nowMs")}`;
  return db
    .select({ row: slices, under })
    .from(slices)
    .where(sql`${due} AND ${under} < ${placeholder("most")}`)
    .orderBy(slices.priority, slices.dueAtMs)
    .limit(placeholder("most"));
});
const dueQuestion = (most: Most, nowMs: number) => dueAt({ nowMs, most: most.wanted });

const dueOf = (found: readonly { readonly row: SliceRow; readonly under: number }[], most: Most): SliceRow[] =>
  found.flatMap(({ row, under }, i) => (under + i < (row.priority === 0 ? most.wanted : most.likely) ? [row] : []));

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
