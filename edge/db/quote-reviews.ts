import { sql } from "drizzle-orm";
import type { QuoteDecision } from "#contract/quoting";
import { auditSql } from "./admin/audit.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";

/** The shop's word on a quote that a slice has made, written down in the same batch. False: there is no such quote. */
export async function saveReview(
  db: Db,
  quoteId: string,
  said: { decision: QuoteDecision; note: string },
  by: string,
  nowMs: number,
): Promise<boolean> {
  const there = sql`EXISTS (SELECT 1 FROM quotes WHERE quote_id = ${quoteId})`;
  const [, changed] = await runBatch(db, [
    auditSql(
      { accountId: by, action: `quote-${said.decision}`, subject: quoteId, detail: { note: said.note } },
      there,
      nowMs,
    ),
    sql`INSERT INTO quote_reviews (quote_id, decision, note, at_ms)
      SELECT ${quoteId}, ${said.decision}, ${said.note}, ${nowMs} WHERE ${there}
      ON CONFLICT (quote_id) DO UPDATE SET decision = excluded.decision, note = excluded.note, at_ms = excluded.at_ms`,
  ]);
  return changed === 1;
}
