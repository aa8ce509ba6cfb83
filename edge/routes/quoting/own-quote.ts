import type { Context } from "hono";
import { uuidSchema } from "#contract/ids";
import type { QuoteAsked } from "#contract/quoting";
import { errorText, log } from "../../adapters/log.ts";
import { tellQuote } from "../../adapters/quote-room.ts";
import { openDb } from "../../db/client.ts";
import { findQuote, type QuoteFound } from "../../db/quotes.ts";
import type { Env } from "../../env.ts";
import { type Calculated, calculate, goOnSlicing } from "../../flows/quoting/calculate.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { check, isCaller, visitorOf } from "../read-request.ts";

/** The caller's own quote. Somebody else's is as if it were not there. */
export async function ownQuote(c: Context<App>): Promise<QuoteFound> {
  const quoteId = check(uuidSchema, c.req.param("quoteId"), "quoteId").toLowerCase();
  const quote = await findQuote(openDb(c.env.DB), quoteId);
  if (!quote || !(await isCaller(c, quote.ownerId, quote.visitorId))) throw new ProblemError("not-found");
  return quote;
}

/** Prices what is asked, tells whoever listens, and lets what has to be sliced go out behind the answer. */
export async function priced(c: Context<App>, asked: QuoteAsked, nowMs: number): Promise<Calculated> {
  const done = await calculate(c.env, c.get("principal").ownerId, asked, nowMs, visitorOf(c));
  if (!done.ok) return done;
  c.executionCtx.waitUntil(goOn(c.env, done, nowMs));
  return done;
}

/** Whoever asked has the answer: their room, for others who listen, is told behind it; and first, so that nothing comes before it. */
async function goOn(env: Env, done: Extract<Calculated, { ok: true }>, nowMs: number): Promise<void> {
  if (done.created) await tellQuote(env, done.quote, nowMs);
  await goOnSlicing(env, done, nowMs).catch((error) =>
    // The room's alarm, and cron, go on with it.
    log("warn", "slices-not-sent", { quoteId: done.quote.quoteId, error: errorText(error) }),
  );
}
