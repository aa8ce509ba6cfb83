import { derivedId } from "../../adapters/derived-id.ts";
import { errorText, log } from "../../adapters/log.ts";
import { tellQuote } from "../../adapters/quote-room.ts";
import { openDb } from "../../db/client.ts";
import { readQuoteFacts } from "../../db/quote-facts.ts";
import { findQuote, insertQuote, type QuoteFound, quotesToReplace, slicesOfQuote, untouched } from "../../db/quotes.ts";
import type { Env } from "../../env.ts";
import { composeQuote } from "./compose-quote.ts";

const perRun = 50;

/**
 * Where all slices of an estimate have ended: the quote that takes its place, once, and told to its room. With a failed
 * slice that is an estimate again, which the shop looks at. Null: any that were left.
 */
export async function replaceEstimates(env: Env, sliceIds: readonly string[] | null, nowMs: number): Promise<number> {
  const due = await quotesToReplace(openDb(env.DB), sliceIds, perRun);
  let replaced = 0;
  for (const estimate of due) {
    try {
      if (await replace(env, estimate, nowMs)) replaced += 1;
    } catch (error) {
      log("error", "estimate-not-replaced", { quoteId: estimate.quoteId, error: errorText(error) });
    }
  }
  return replaced;
}

async function replace(env: Env, estimate: QuoteFound, nowMs: number): Promise<boolean> {
  const db = openDb(env.DB);
  const quoteId = await derivedId("quote", estimate.quoteId);
  const asked = { ...estimate.asked, quoteId };
  const { ownerId, visitorId } = estimate;
  const facts = await readQuoteFacts(db, asked, estimate.versions.priceBook);
  const composed = await composeQuote(env, asked, facts, { ownerId, visitorId, follows: estimate.quoteId }, nowMs);
  // Its part was deleted, or the book lacks a term by now: the estimate stays what it is until it expires.
  if (!composed.ok) return false;
  const made = await insertQuote(db, composed.row, await slicesOfQuote(db, estimate.quoteId));
  const found = made ? { ...composed.row, ...untouched } : await findQuote(db, quoteId);
  if (found) await tellQuote(env, found, nowMs);
  return made;
}
