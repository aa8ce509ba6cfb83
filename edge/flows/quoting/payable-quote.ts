import type { Db } from "../../db/client.ts";
import { findQuote, type QuoteFound } from "../../db/quotes.ts";
import { factsOf } from "../../domain/quoting/quote-answer.ts";
import { isPayable } from "../../domain/quoting/quote-state.ts";

export type Payable =
  | { readonly ok: true; readonly quote: QuoteFound }
  | { readonly ok: false; readonly code: "not-found" | "quote-not-payable" };

/** A quote that may be ordered now. To be asked again at capture: it may have expired, or the shop may have said no. */
export async function payableQuote(db: Db, ownerId: string, quoteId: string, nowMs: number): Promise<Payable> {
  const quote = await findQuote(db, quoteId);
  if (!quote || quote.ownerId !== ownerId) return { ok: false, code: "not-found" };
  return isPayable(factsOf(quote), nowMs) ? { ok: true, quote } : { ok: false, code: "quote-not-payable" };
}
