import { sql } from "drizzle-orm";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";

/**
 * Deletes a quote with the estimate whose place it took, which would otherwise be listed, and priced, again. False: a
 * living order was made of it. Orders keep what they need of their quotes.
 */
export async function removeQuote(db: Db, quoteId: string): Promise<boolean> {
  const free = sql`NOT EXISTS (SELECT 1 FROM orders o WHERE o.quote_id = ${quoteId} AND o.state NOT IN ('cancelled', 'refunded'))`;
  const gone = sql`(SELECT quote_id FROM quotes WHERE quote_id = ${quoteId} AND ${free}
    UNION SELECT follows FROM quotes WHERE quote_id = ${quoteId} AND follows IS NOT NULL AND ${free})`;
  const [, , deleted] = await runBatch(db, [
    sql`DELETE FROM quote_slices WHERE quote_id IN ${gone}`,
    sql`DELETE FROM quote_reviews WHERE quote_id IN ${gone}`,
    sql`DELETE FROM quotes WHERE quote_id IN ${gone}`,
  ]);
  return (deleted ?? 0) > 0;
}
