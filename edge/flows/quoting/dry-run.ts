import type { PriceBook } from "#contract/price-book";
import type { DryRun } from "#contract/quoting";
import { TermMissing } from "#quote/price/terms";
import type { Db } from "../../db/client.ts";
import { noteDryRun, readCatalogue } from "../../db/price-books.ts";
import { recentBinding } from "../../db/quotes.ts";
import { priceWith } from "../../domain/quoting/build-quote.ts";

const quotesMax = 100;

/** The newest binding quotes by another book, from their own figures. That it was done is noted: only then may it go live. */
export async function dryRun(db: Db, book: PriceBook, nowMs: number): Promise<DryRun> {
  const [catalogue, recent] = await Promise.all([readCatalogue(db), recentBinding(db, quotesMax)]);
  const quotes = recent.map(({ quoteId, asked, lines, totalMinor }): DryRun["quotes"][number] => {
    const figures = lines.map((line) => line.figures);
    try {
      const price = priceWith(asked, figures, "slice", catalogue, book);
      return { quoteId, beforeMinor: totalMinor, afterMinor: price.totalMinor, missing: null };
    } catch (error) {
      if (!(error instanceof TermMissing)) throw error;
      return { quoteId, beforeMinor: totalMinor, afterMinor: null, missing: error.term };
    }
  });
  await noteDryRun(db, book.version, nowMs);
  const priced = quotes.filter((quote) => quote.afterMinor !== null);
  const sum = (of: (quote: DryRun["quotes"][number]) => number) => priced.reduce((all, quote) => all + of(quote), 0);
  return {
    ...{ version: book.version, currency: book.currency, quotes, missing: quotes.length - priced.length },
    ...{ beforeMinor: sum((quote) => quote.beforeMinor), afterMinor: sum((quote) => quote.afterMinor ?? 0) },
  };
}
