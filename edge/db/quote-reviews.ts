import { type SQL, sql } from "drizzle-orm";
import type { QuoteDecision } from "#contract/quoting";
import { auditSql } from "./admin/audit.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { insertQuoteSql, type QuoteRow } from "./quotes.ts";

interface Said {
  readonly decision: QuoteDecision;
  readonly note: string;
}

/** The shop's word on a quote that a slice has made, written down in the same batch. False: there is no such quote. */
export async function saveReview(db: Db, quoteId: string, said: Said, by: string, nowMs: number): Promise<boolean> {
  const there = sql`EXISTS (SELECT 1 FROM quotes WHERE quote_id = ${quoteId})`;
  const { decision, note } = said;
  const [, changed] = await runBatch(db, [
    auditSql({ accountId: by, action: `quote-${decision}`, subject: quoteId, detail: { note } }, there, nowMs),
    reviewSql(quoteId, said, there, nowMs),
  ]);
  return changed === 1;
}

/** The shop's own price takes the place of an estimate that nothing could be sliced for. False: its place is taken. */
export async function priceByShop(
  db: Db,
  estimateId: string,
  priced: { row: QuoteRow; sliceOf: ReadonlyMap<string, string>; goodsMinor: number },
  note: string,
  by: string,
  nowMs: number,
): Promise<boolean> {
  const { row, sliceOf, goodsMinor } = priced;
  // The quote's id is new: where it is there, this batch has made it.
  const there = sql`EXISTS (SELECT 1 FROM quotes WHERE quote_id = ${row.quoteId})`;
  const detail = { note, goodsMinor, quoteId: row.quoteId };
  const [made] = await runBatch(db, [
    ...insertQuoteSql(row, sliceOf),
    auditSql({ accountId: by, action: "quote-priced", subject: estimateId, detail }, there, nowMs),
    ...[estimateId, row.quoteId].map((id) => reviewSql(id, { decision: "approved", note }, there, nowMs)),
  ]);
  return made === 1;
}

const reviewSql = (quoteId: string, { decision, note }: Said, there: SQL, nowMs: number): SQL =>
  sql`INSERT INTO quote_reviews (quote_id, decision, note, at_ms)
    SELECT ${quoteId}, ${decision}, ${note}, ${nowMs} WHERE ${there}
    ON CONFLICT (quote_id) DO UPDATE SET decision = excluded.decision, note = excluded.note, at_ms = excluded.at_ms`;

/** The same word of the shop on a quote that says the same. */
export async function copyReview(db: Db, fromId: string, toId: string): Promise<void> {
  await db.run(sql`INSERT INTO quote_reviews (quote_id, decision, note, at_ms)
    SELECT ${toId}, decision, note, at_ms FROM quote_reviews WHERE quote_id = ${fromId} ON CONFLICT DO NOTHING`);
}
