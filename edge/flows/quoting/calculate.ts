import type { ProblemCode } from "#contract/problem";
import type { QuoteAsked } from "#contract/quoting";
import { openDb } from "../../db/client.ts";
import { readCatalogue } from "../../db/price-books.ts";
import { findQuote, insertQuote, type QuoteFound } from "../../db/quotes.ts";
import { likelySlices, type WantedSlice, wantSlices } from "../../db/slices.ts";
import { neighboursOf } from "../../domain/quoting/neighbours.ts";
import type { Env } from "../../env.ts";
import { composeQuote } from "./compose-quote.ts";
import { replaceEstimates } from "./replace-estimates.ts";
import { sliceWanted } from "./slice-wanted.ts";
import { advanceSlice, likelyBudget, sendSlices } from "./slicing.ts";

export type Calculated =
  | {
      readonly ok: true;
      readonly quote: QuoteFound;
      readonly created: boolean;
      readonly slices: readonly WantedSlice[];
    }
  | { readonly ok: false; readonly code: ProblemCode; readonly detail: string };

/**
 * Answers at once by what is known: a binding price where every slice is here, else an estimate while they are ordered.
 * The same quoteId again gives the same quote, if it asks the same.
 */
export async function calculate(
  env: Env,
  ownerId: string,
  asked: QuoteAsked,
  nowMs: number,
  visitorId: string | null = null,
): Promise<Calculated> {
  const db = openDb(env.DB);
  const known = await findQuote(db, asked.quoteId);
  if (known) return again(known, ownerId, visitorId, asked);
  const composed = await composeQuote(env, ownerId, asked, nowMs, {
    ...{ follows: null, priceBook: null, visitorId },
  });
  if (!composed.ok) return composed;
  const slices = [...composed.slices.values()];
  const ordered = composed.row.sliced ? composed.slices : new Map<string, WantedSlice>();
  if (composed.row.sliced && composed.row.source === "estimate") await wantSlices(db, slices, nowMs);
  const sliceOf = new Map([...ordered].map(([lineId, { sliceId }]) => [lineId, sliceId]));
  const created = await insertQuote(db, composed.row, sliceOf);
  const quote = await findQuote(db, asked.quoteId);
  if (!quote) return { ok: false, code: "internal", detail: "" };
  if (!created) return again(quote, ownerId, visitorId, asked);
  return { ok: true, quote, created, slices: composed.row.sliced ? slices : [] };
}

function again(quote: QuoteFound, ownerId: string, visitorId: string | null, asked: QuoteAsked): Calculated {
  const mine = quote.ownerId === ownerId && quote.visitorId === visitorId;
  const same = mine && JSON.stringify(quote.asked) === JSON.stringify(asked);
  return same
    ? { ok: true, quote, created: false, slices: [] }
    : { ok: false, code: "id-taken", detail: "quoteId stands for another quote." };
}

/** After the answer: slices go out, failed ones are tried anew after a while, neighbouring settings are sliced ahead. */
export async function goOnSlicing(env: Env, slices: readonly WantedSlice[], nowMs: number): Promise<void> {
  if (!env.SLICER_BASE || slices.length === 0) return;
  for (const { sliceId } of slices) await advanceSlice(env, sliceId, { type: "asked" }, nowMs);
  await sendSlices(env, nowMs);
  // Slices that had failed shortly before are over already.
  for (const { sliceId } of slices) await replaceEstimates(env, sliceId, nowMs);
  const catalogue = await readCatalogue(openDb(env.DB));
  const likely: WantedSlice[] = [];
  for (const { geometrySha256, settings, print } of slices) {
    for (const next of neighboursOf(settings, catalogue)) likely.push(await sliceWanted(geometrySha256, next, print));
  }
  await likelySlices(openDb(env.DB), likely, likelyBudget, nowMs);
  await sendSlices(env, nowMs);
}
