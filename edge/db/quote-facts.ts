import type { Catalogue } from "#contract/material-catalogue";
import type { PriceBook } from "#contract/price-book";
import type { QuoteAsked } from "#contract/quoting";
import { runAndAsk } from "./batch.ts";
import type { Db } from "./client.ts";
import { type PartRow, partsQuestion } from "./parts.ts";
import { priceBookOf, priceBookQuestion, shopOf, shopQuestions } from "./price-books.ts";
import { type QuoteFound, quoteOf, quoteQuestion } from "./quotes.ts";
import { type SliceRow, slicedOfParts } from "./slices.ts";

/** Of all slices of the parts asked about: enough to find one near what is asked. */
export const slicedMost = 60;

/** All that the database knows and a quote hangs on. */
export interface QuoteFacts {
  /** The quote itself, where somebody has asked for it before. */
  readonly quote: QuoteFound | undefined;
  readonly catalogue: Catalogue;
  readonly book: PriceBook;
  readonly parts: ReadonlyMap<string, PartRow>;
  /** The parts' newest slices that have figures. */
  readonly sliced: readonly SliceRow[];
}

/** In one question: each way to the database takes longer than what it does there. `priceBook`: null for the live one. */
export async function readQuoteFacts(
  db: Db,
  { quoteId, lines }: Pick<QuoteAsked, "quoteId" | "lines">,
  priceBook: number | null,
): Promise<QuoteFacts> {
  const partIds = lines.map(({ partId }) => partId);
  const version = priceBook ?? 0;
  const [quotes, catalogues, live, kept, parts, sliced] = await runAndAsk(
    db,
    [],
    [
      quoteQuestion(quoteId),
      ...shopQuestions(),
      priceBookQuestion(version),
      partsQuestion(partIds),
      slicedOfParts(partIds, slicedMost),
    ],
  );
  const shop = shopOf([catalogues, live]);
  return {
    ...{ quote: quoteOf(quotes), catalogue: shop.catalogue, sliced },
    book: (priceBook === null ? undefined : priceBookOf(kept, priceBook)?.book) ?? shop.book,
    parts: new Map(parts.map((row) => [row.partId, row])),
  };
}
