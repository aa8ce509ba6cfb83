import type { ProblemCode } from "#contract/problem";
import type { QuoteLine } from "#contract/quote";
import { priceOrderByShop } from "#quote/price/order-price";
import { TermMissing } from "#quote/price/terms";
import type { Db } from "../../db/client.ts";
import { findPriceBook, livePriceBook, readCatalogue } from "../../db/price-books.ts";
import { priceByShop } from "../../db/quote-reviews.ts";
import { findQuote, type QuoteFound, type QuoteRow, slicesOfQuote } from "../../db/quotes.ts";
import { pricedOrder } from "../../domain/quoting/build-quote.ts";
import { factsOf } from "../../domain/quoting/quote-answer.ts";
import { quoteState } from "../../domain/quoting/quote-state.ts";

const dayMs = 86_400_000;

export type PricedByShop =
  | { readonly ok: true; readonly quote: QuoteFound }
  | { readonly ok: false; readonly code: ProblemCode; readonly detail: string };
const no = (detail: string, code: ProblemCode = "quote-not-payable") => ({ ok: false, code, detail }) as const;

/**
 * The shop names a price for what could not be sliced: another quote, binding and for as long as any, takes the
 * estimate's place. The estimate stays as it is.
 */
export async function priceEstimateByShop(
  db: Db,
  estimate: QuoteFound,
  said: { readonly goodsMinor: number; readonly note: string },
  by: string,
  nowMs: number,
): Promise<PricedByShop> {
  const state = quoteState(factsOf(estimate), nowMs);
  if (state === "expired") return no("It has expired; it can be quoted again.");
  if (estimate.source !== "estimate" || state !== "review") return no("The slicer has not ended with it.");
  if (estimate.nextQuoteId !== null) return no("It has the shop's price already.");
  const kept = await findPriceBook(db, estimate.versions.priceBook);
  const [book, catalogue] = await Promise.all([kept?.book ?? livePriceBook(db), readCatalogue(db)]);
  const figures = estimate.lines.map((line) => line.figures);
  try {
    const order = pricedOrder(estimate.asked, figures, "shop", catalogue, book);
    const price = priceOrderByShop(book, order, said.goodsMinor);
    const row: QuoteRow = {
      ...rowOf(estimate),
      ...{ quoteId: crypto.randomUUID(), follows: estimate.quoteId, source: "shop", price },
      lines: estimate.lines.map((line, i) => shopLine(line, price.lines[i] as QuoteLine["price"])),
      ...{ totalMinor: price.totalMinor, currency: price.currency, rangeLowMinor: null, rangeHighMinor: null },
      ...{ needsReview: false, createdAtMs: nowMs, expiresAtMs: nowMs + book.validDays * dayMs },
    };
    const priced = { row, sliceOf: await slicesOfQuote(db, estimate.quoteId), goodsMinor: said.goodsMinor };
    if (!(await priceByShop(db, estimate.quoteId, priced, said.note, by, nowMs)))
      return no("It has the shop's price already.");
    const quote = await findQuote(db, row.quoteId);
    return quote ? { ok: true, quote } : no("", "not-found");
  } catch (error) {
    if (error instanceof TermMissing) return no(error.term, "price-term-missing");
    throw error;
  }
}

/** Without what has become of it. */
const rowOf = ({
  nextQuoteId: _n,
  decision: _d,
  decisionNote: _t,
  decidedAtMs: _a,
  ordered: _o,
  ...row
}: QuoteFound): QuoteRow => row;

/** What was sliced of it keeps its figures and preview; nothing cheaper is known of a price that no book has made. */
const shopLine = (line: QuoteLine, price: QuoteLine["price"]): QuoteLine => ({
  ...line,
  ...{ source: line.source === "slice" ? "slice" : "shop", price, rangeMinor: null, drivers: [], cheaper: [] },
});
