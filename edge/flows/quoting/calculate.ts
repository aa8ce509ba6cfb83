import type { ProblemCode } from "#contract/problem";
import type { QuoteAsked } from "#contract/quoting";
import { openDb } from "../../db/client.ts";
import { readCatalogue } from "../../db/price-books.ts";
import { findQuote, insertQuote, type QuoteFound, untouched } from "../../db/quotes.ts";
import { findSlices, likelySlices, type WantedSlice } from "../../db/slices.ts";
import { neighboursOf } from "../../domain/quoting/neighbours.ts";
import { isOver } from "../../domain/quoting/slice.ts";
import type { Env } from "../../env.ts";
import { composeQuote } from "./compose-quote.ts";
import { replaceEstimates } from "./replace-estimates.ts";
import { profilesOf, sliceWanted } from "./slice-wanted.ts";
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
  const sliceOf = new Map([...ordered].map(([lineId, { sliceId }]) => [lineId, sliceId]));
  const wanted = composed.row.sliced && composed.row.source === "estimate" ? slices : [];
  if (await insertQuote(db, composed.row, sliceOf, wanted)) {
    const quote: QuoteFound = { ...composed.row, ...untouched };
    return { ok: true, quote, created: true, slices: composed.row.sliced ? slices : [] };
  }
  // Somebody made it at the same moment.
  const quote = await findQuote(db, asked.quoteId);
  return quote ? again(quote, ownerId, visitorId, asked) : { ok: false, code: "internal", detail: "" };
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
  const db = openDb(env.DB);
  const known = [
    ...(
      await findSlices(
        db,
        slices.map(({ sliceId }) => sliceId),
      )
    ).values(),
  ];
  for (const { sliceId, state } of known) {
    if (state === "failed") await advanceSlice(env, sliceId, { type: "asked" }, nowMs);
  }
  // Slices that had failed shortly before, or ended while the quote was made, are over already.
  const over = known.filter(isOver).map(({ sliceId }) => sliceId);
  if (over.length > 0) await replaceEstimates(env, over, nowMs);
  const catalogue = await readCatalogue(db);
  const likely: WantedSlice[] = [];
  for (const { geometrySha256, settings, print } of slices) {
    for (const next of neighboursOf(settings, catalogue)) {
      likely.push(await sliceWanted(geometrySha256, next, print, profilesOf(env)));
    }
  }
  await likelySlices(db, likely, likelyBudget, nowMs);
  await sendSlices(env, nowMs);
}
