import type { QuoteSource, QuoteView } from "#contract/quote";
import type { QuoteDecision } from "#contract/quoting";

export interface QuoteFacts {
  readonly source: QuoteSource;
  readonly needsReview: boolean;
  /** Slices were ordered for it, … */
  readonly sliced: boolean;
  /** … and some of them have not answered yet. */
  readonly waiting: boolean;
  readonly decision: QuoteDecision | null;
  readonly ordered: boolean;
  readonly expiresAtMs: number;
}

export function quoteState(quote: QuoteFacts, nowMs: number): QuoteView["state"] {
  if (quote.ordered) return "ordered";
  if (quote.expiresAtMs <= nowMs) return "expired";
  if (quote.source === "estimate") return quote.waiting ? "slicing" : quote.sliced ? "review" : "estimating";
  return quote.needsReview && quote.decision !== "approved" ? "review" : "open";
}

/** Only a slice's price is ever paid, and only as long as it holds; the shop's no ends it. */
export const isPayable = (quote: QuoteFacts, nowMs: number): boolean =>
  quoteState(quote, nowMs) === "open" && quote.decision !== "refused";
