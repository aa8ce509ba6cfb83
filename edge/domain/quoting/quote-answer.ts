import type { QuoteView } from "#contract/quote";
import type { QuoteAnswer } from "#contract/quoting";
import type { QuoteFound } from "../../db/quotes.ts";
import { isPayable, type QuoteFacts, quoteState } from "./quote-state.ts";

export const factsOf = (quote: QuoteFound): QuoteFacts => ({
  ...{ source: quote.source, needsReview: quote.needsReview, sliced: quote.sliced, ordered: quote.ordered },
  ...{ decision: quote.decision, expiresAtMs: quote.expiresAtMs },
  // What took an estimate's place is not waited for any more, even where it is an estimate itself.
  waiting: quote.source === "estimate" && quote.sliced && quote.follows === null,
});

/** A quote as it is told: the row, and what has become of it. */
export function answerOf(quote: QuoteFound, nowMs: number): QuoteAnswer {
  const facts = factsOf(quote);
  const { asked, decision, decisionNote, decidedAtMs, rangeLowMinor, rangeHighMinor } = quote;
  const view: QuoteView = {
    ...{ quoteId: quote.quoteId, lines: quote.lines, leadTime: asked.leadTime, shipping: asked.shipping },
    ...{ country: asked.country, price: quote.price, source: quote.source, versions: quote.versions },
    ...{ createdMs: quote.createdAtMs, expiresMs: quote.expiresAtMs, state: quoteState(facts, nowMs) },
  };
  return {
    ...{ quote: view, revision: quote.revision, payable: isPayable(facts, nowMs), nextQuoteId: quote.nextQuoteId },
    totalRangeMinor:
      rangeLowMinor === null || rangeHighMinor === null ? null : { low: rangeLowMinor, high: rangeHighMinor },
    decision: decision && { decision, note: decisionNote ?? "", atMs: decidedAtMs ?? 0 },
  };
}
