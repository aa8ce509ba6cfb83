import type { Catalogue } from "#contract/material-catalogue";
import type { ProblemCode } from "#contract/problem";
import type { QuoteAsked } from "#contract/quoting";
import { openDb } from "../../db/client.ts";
import { readQuoteFacts } from "../../db/quote-facts.ts";
import { findQuote, insertQuote, type QuoteFound, untouched } from "../../db/quotes.ts";
import { orderLikely, type WantedSlice } from "../../db/slices.ts";
import { atOnceOf } from "../../domain/quoting/at-once.ts";
import { neighboursOf } from "../../domain/quoting/neighbours.ts";
import { isOver } from "../../domain/quoting/slice.ts";
import type { Env } from "../../env.ts";
import { composeQuote } from "./compose-quote.ts";
import { replaceEstimates } from "./replace-estimates.ts";
import { profilesOf, sliceWanted } from "./slice-wanted.ts";
import { advanceSlice, likelyBudget, sendDue, sendSlices } from "./slicing.ts";

export type Calculated =
  | {
      readonly ok: true;
      readonly quote: QuoteFound;
      readonly created: boolean;
      readonly slices: readonly WantedSlice[];
      readonly catalogue: Catalogue;
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
  const facts = await readQuoteFacts(db, asked, null);
  const { catalogue } = facts;
  const again = (quote: QuoteFound) => againFor({ ownerId, visitorId }, quote, asked, catalogue);
  if (facts.quote) return again(facts.quote);
  const composed = await composeQuote(env, asked, facts, { ownerId, visitorId, follows: null }, nowMs);
  if (!composed.ok) return composed;
  const slices = [...composed.slices.values()];
  const ordered = composed.row.sliced ? composed.slices : new Map<string, WantedSlice>();
  const sliceOf = new Map([...ordered].map(([lineId, { sliceId }]) => [lineId, sliceId]));
  const wanted = composed.row.sliced && composed.row.source === "estimate" ? slices : [];
  if (await insertQuote(db, composed.row, sliceOf, wanted)) {
    const quote: QuoteFound = { ...composed.row, ...untouched };
    return { ok: true, quote, created: true, slices: composed.row.sliced ? slices : [], catalogue };
  }
  // Somebody made it at the same moment.
  const quote = await findQuote(db, asked.quoteId);
  return quote ? again(quote) : { ok: false, code: "internal", detail: "" };
}

function againFor(
  { ownerId, visitorId }: Pick<QuoteFound, "ownerId" | "visitorId">,
  quote: QuoteFound,
  asked: QuoteAsked,
  catalogue: Catalogue,
): Calculated {
  const mine = quote.ownerId === ownerId && quote.visitorId === visitorId;
  const same = mine && JSON.stringify(quote.asked) === JSON.stringify(asked);
  return same
    ? { ok: true, quote, created: false, slices: [], catalogue }
    : { ok: false, code: "id-taken", detail: "quoteId stands for another quote." };
}

/** After the answer: slices go out, failed ones are tried anew after a while, neighbouring settings are sliced ahead. */
export async function goOnSlicing(
  env: Env,
  { quote, slices, catalogue }: Extract<Calculated, { ok: true }>,
  nowMs: number,
): Promise<void> {
  if (!env.SLICER_BASE || slices.length === 0) return;
  const likely: WantedSlice[] = [];
  for (const { geometrySha256, settings, print } of slices) {
    for (const next of neighboursOf(settings, catalogue)) {
      likely.push(await sliceWanted(geometrySha256, next, print, profilesOf(env)));
    }
  }
  const askedFor = slices.map(({ sliceId }) => sliceId);
  const ordered = { likely, budget: likelyBudget };
  const most = atOnceOf(env.SLICES_AT_ONCE);
  const { asked, due } = await orderLikely(openDb(env.DB), ordered, askedFor, most, nowMs);
  await sendDue(env, due, nowMs);
  const failed = asked.filter(({ state }) => state === "failed");
  for (const { sliceId } of failed) await advanceSlice(env, sliceId, { type: "asked" }, nowMs);
  if (failed.length > 0) await sendSlices(env, nowMs);
  // Slices that had failed shortly before, or ended while the quote was made, are over already.
  const over = asked.filter(isOver).map(({ sliceId }) => sliceId);
  if (over.length > 0 && quote.source === "estimate") await replaceEstimates(env, over, nowMs);
}
