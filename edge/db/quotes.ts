import { type Placeholder, type SQL, sql } from "drizzle-orm";
import type { QuoteDecision } from "#contract/quoting";
import { firstPage, type PageCursor } from "../domain/page-cursor.ts";
import { ask, type Question, question, runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { quotes } from "./schema.ts";
import { type WantedSlice, wantSlicesSql } from "./slices.ts";

export type QuoteRow = typeof quotes.$inferSelect;

/** Of a quote that was made just now. */
export const untouched = { nextQuoteId: null, decision: null, decisionNote: null, decidedAtMs: null, ordered: false };

/** A quote with what has become of it since. */
export interface QuoteFound extends QuoteRow {
  readonly nextQuoteId: string | null;
  readonly decision: QuoteDecision | null;
  readonly decisionNote: string | null;
  readonly decidedAtMs: number | null;
  readonly ordered: boolean;
}

const seen = {
  nextQuoteId: sql<string | null>`(SELECT n.quote_id FROM quotes n WHERE n.follows = quotes.quote_id)`,
  decision: sql<QuoteDecision | null>`(SELECT r.decision FROM quote_reviews r WHERE r.quote_id = quotes.quote_id)`,
  decisionNote: sql<string | null>`(SELECT r.note FROM quote_reviews r WHERE r.quote_id = quotes.quote_id)`,
  decidedAtMs: sql<number | null>`(SELECT r.at_ms FROM quote_reviews r WHERE r.quote_id = quotes.quote_id)`,
  /** A living order was made of it. */
  ordered: sql<number>`EXISTS (SELECT 1 FROM orders o WHERE o.quote_id = quotes.quote_id
    AND o.state NOT IN ('cancelled', 'refunded'))`,
};

const selected = (db: Db, where: SQL, order: SQL, limit: number | Placeholder) =>
  db
    .select({ row: quotes, ...seen })
    .from(quotes)
    .where(where)
    .orderBy(order)
    .limit(limit);

type Answered = Awaited<ReturnType<typeof selected>>[number];
const foundIn = ({ row, ...more }: Answered): QuoteFound => ({ ...row, ...more, ordered: more.ordered === 1 });

const select = async (db: Db, where: SQL, order: SQL, limit: number): Promise<QuoteFound[]> =>
  (await selected(db, where, order, limit)).map(foundIn);

const byId = question((db) => selected(db, sql`${quotes.quoteId} = ${sql.placeholder("quoteId")}`, sql`1`, 1));

/** For asking it together with others; `quoteOf` reads the answer. */
export const quoteQuestion = (quoteId: string): Question<Answered> => byId({ quoteId });
export const quoteOf = ([row]: readonly Answered[]): QuoteFound | undefined => row && foundIn(row);

export async function findQuote(db: Db, quoteId: string): Promise<QuoteFound | undefined> {
  return quoteOf(await ask(db, quoteQuestion(quoteId)));
}

const page = (of: SQL) =>
  question((db) => {
    const { placeholder } = sql;
    const standing = sql`NOT EXISTS (SELECT 1 FROM quotes n WHERE n.follows = quotes.quote_id)`;
    const where = sql`${quotes.ownerId} = ${placeholder("ownerId")} AND ${of} AND ${standing}
      AND (${quotes.createdAtMs}, ${quotes.quoteId}) < (${placeholder("atMs")}, ${placeholder("id")})`;
    return selected(db, where, sql`${quotes.createdAtMs} DESC, ${quotes.quoteId} DESC`, placeholder("limit"));
  });
const pages = {
  own: page(sql`${quotes.visitorId} IS NULL`),
  visitors: page(sql`${quotes.visitorId} IS NOT NULL`),
};

/** Newest first; estimates whose place was taken are left out. */
export async function listQuotes(
  db: Db,
  ownerId: string,
  limit: number,
  after: PageCursor | null,
  whose: "own" | "visitors" = "own",
): Promise<QuoteFound[]> {
  const rows = await ask(db, pages[whose]({ ownerId, limit, ...(after ?? firstPage) }));
  return rows.map(foundIn);
}

/** What waits for the shop's word, oldest first: binding prices above a threshold, and parts that could not be sliced. */
export async function quotesInReview(db: Db, limit: number, nowMs: number): Promise<QuoteFound[]> {
  const undecided = sql`NOT EXISTS (SELECT 1 FROM quote_reviews r WHERE r.quote_id = quotes.quote_id)`;
  const where = sql`${quotes.needsReview} = 1 AND ${quotes.expiresAtMs} > ${nowMs} AND ${undecided}
    AND (${quotes.source} = 'slice' OR (${quotes.sliced} = 1 AND ${quotes.follows} IS NOT NULL))`;
  return select(db, where, sql`${quotes.createdAtMs}, ${quotes.quoteId}`, limit);
}

/** The newest binding quotes, for trying out another price book. */
export async function recentBinding(db: Db, limit: number): Promise<QuoteFound[]> {
  return select(db, sql`${quotes.source} = 'slice'`, sql`${quotes.createdAtMs} DESC`, limit);
}

/** Estimates whose slices have all ended and whose place nobody has taken yet. */
export async function quotesToReplace(
  db: Db,
  sliceIds: readonly string[] | null,
  limit: number,
): Promise<QuoteFound[]> {
  const ofSlices =
    sliceIds === null
      ? sql`1`
      : sql`quotes.quote_id IN (SELECT w.quote_id FROM quote_slices w
          WHERE w.slice_id IN (SELECT value FROM json_each(${JSON.stringify(sliceIds)})))`;
  const moving = sql`EXISTS (SELECT 1 FROM quote_slices w JOIN slices s ON s.slice_id = w.slice_id
    WHERE w.quote_id = quotes.quote_id AND s.state NOT IN ('done', 'failed'))`;
  const where = sql`${quotes.source} = 'estimate' AND ${quotes.sliced} = 1 AND ${quotes.follows} IS NULL
    AND NOT EXISTS (SELECT 1 FROM quotes n WHERE n.follows = quotes.quote_id) AND ${ofSlices} AND NOT ${moving}`;
  return select(db, where, sql`${quotes.createdAtMs} DESC`, limit);
}

/** Which slice each line has. */
export async function slicesOfQuote(db: Db, quoteId: string): Promise<Map<string, string>> {
  const rows = await db.all<{ lineId: string; sliceId: string }>(
    sql`SELECT line_id AS lineId, slice_id AS sliceId FROM quote_slices WHERE quote_id = ${quoteId}`,
  );
  return new Map(rows.map(({ lineId, sliceId }) => [lineId, sliceId]));
}

/** Adds a quote with its lines' slices, once, and orders those; the same again adds nothing. */
export async function insertQuote(
  db: Db,
  row: QuoteRow,
  sliceOf: ReadonlyMap<string, string>,
  wanted: readonly WantedSlice[] = [],
): Promise<boolean> {
  const ordering = wanted.length > 0 ? [wantSlicesSql(wanted, row.createdAtMs)] : [];
  const [made] = await runBatch(db, [...insertQuoteSql(row, sliceOf), ...ordering]);
  return made === 1;
}

export function insertQuoteSql(row: QuoteRow, sliceOf: ReadonlyMap<string, string>): SQL[] {
  const json = JSON.stringify;
  const bit = (value: boolean) => (value ? 1 : 0);
  return [
    sql`INSERT INTO quotes (quote_id, owner_id, visitor_id, channel_id, revision, follows, asked, lines, price, source, versions,
        total_minor, currency, range_low_minor, range_high_minor, needs_review, sliced, created_at_ms, expires_at_ms)
      VALUES (${row.quoteId}, ${row.ownerId}, ${row.visitorId}, ${row.channelId}, ${row.revision}, ${row.follows}, ${json(row.asked)},
        ${json(row.lines)}, ${json(row.price)}, ${row.source}, ${json(row.versions)}, ${row.totalMinor},
        ${row.currency}, ${row.rangeLowMinor}, ${row.rangeHighMinor}, ${bit(row.needsReview)}, ${bit(row.sliced)},
        ${row.createdAtMs}, ${row.expiresAtMs}) ON CONFLICT DO NOTHING`,
    sql`INSERT INTO quote_slices (quote_id, line_id, slice_id)
      SELECT ${row.quoteId}, value ->> 0, value ->> 1 FROM json_each(${json([...sliceOf])})
      WHERE EXISTS (SELECT 1 FROM quotes WHERE quote_id = ${row.quoteId}) ON CONFLICT DO NOTHING`,
    sql`UPDATE parts SET used_at_ms = ${row.createdAtMs}
      WHERE part_id IN (SELECT value FROM json_each(${json(row.asked.lines.map(({ partId }) => partId))}))`,
  ];
}

/** Quotes of visitors that were not ordered, nor ever can be. */
export async function purgeVisitorQuotes(db: Db, beforeMs: number): Promise<number> {
  const old = sql`SELECT q.quote_id FROM quotes q WHERE q.visitor_id IS NOT NULL AND q.created_at_ms < ${beforeMs}
    AND q.expires_at_ms < ${beforeMs} AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.quote_id = q.quote_id)
    ORDER BY q.created_at_ms LIMIT 200`;
  const rows = await db.all<{ quote_id: string }>(old);
  const ids = sql`(SELECT value FROM json_each(${JSON.stringify(rows.map((row) => row.quote_id))}))`;
  if (rows.length === 0) return 0;
  await runBatch(db, [
    sql`DELETE FROM quote_slices WHERE quote_id IN ${ids}`,
    sql`DELETE FROM quote_reviews WHERE quote_id IN ${ids}`,
    sql`DELETE FROM quotes WHERE quote_id IN ${ids}`,
  ]);
  return rows.length;
}

/** Estimates whose place was taken long ago say nothing any more. */
export async function purgeReplaced(db: Db, beforeMs: number): Promise<number> {
  const old = sql`SELECT q.quote_id FROM quotes q WHERE q.source = 'estimate' AND q.created_at_ms < ${beforeMs}
    AND EXISTS (SELECT 1 FROM quotes n WHERE n.follows = q.quote_id)`;
  const [, gone] = await runBatch(db, [
    sql`DELETE FROM quote_slices WHERE quote_id IN (${old})`,
    sql`DELETE FROM quotes WHERE quote_id IN (${old})`,
  ]);
  return gone ?? 0;
}
