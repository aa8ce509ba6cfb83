import type { Context } from "hono";
import * as v from "valibot";
import { bookVersionSchema, catalogueDraftSchema, priceBookDraftSchema, reviewPutSchema } from "#contract/quoting";
import { tellQuote } from "../../adapters/quote-room.ts";
import { type Db, openDb } from "../../db/client.ts";
import * as books from "../../db/price-books.ts";
import { saveReview } from "../../db/quote-reviews.ts";
import { findQuote, type QuoteFound, quotesInReview } from "../../db/quotes.ts";
import { answerOf } from "../../domain/quoting/quote-answer.ts";
import { dryRun } from "../../flows/quoting/dry-run.ts";
import { priceEstimateByShop } from "../../flows/quoting/price-by-shop.ts";
import { adminOf, idOf, noStore } from "../admin/asked.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { check, readJson } from "../read-request.ts";

const shownMax = 100;
const digits = v.pipe(v.string(), v.regex(/^\d{1,7}$/), v.transform(Number), bookVersionSchema);
const versionOf = (c: Context<App>): number => check(digits, c.req.param("version"), "version");

const rowOf = ({ version, note, createdAtMs, dryRunAtMs, liveAtMs }: books.PriceBookRow) => ({
  ...{ version, note, createdAtMs, dryRunAtMs, liveAtMs },
});

async function seeBooks(db: Db) {
  const [live, rows] = await Promise.all([books.livePriceBook(db), books.listPriceBooks(db, shownMax)]);
  return { live: live.version, books: rows.map(rowOf) };
}

export const listPriceBooks = async (c: Context<App>): Promise<Response> =>
  c.json(await seeBooks(openDb(c.env.DB)), 200, noStore);

export async function draftPriceBook(c: Context<App>): Promise<Response> {
  const { book, note } = await readJson(c, priceBookDraftSchema);
  const row = await books.insertPriceBook(openDb(c.env.DB), book, note, adminOf(c), Date.now());
  if (!row) throw new ProblemError("id-taken", "Another book was written at the same moment; send it again.");
  return c.json({ ...rowOf(row), book: row.book }, 201, noStore);
}

async function bookOf(c: Context<App>): Promise<books.PriceBookRow> {
  const row = await books.findPriceBook(openDb(c.env.DB), versionOf(c));
  if (!row) throw new ProblemError("not-found");
  return row;
}

export async function getAdminPriceBook(c: Context<App>): Promise<Response> {
  const row = await bookOf(c);
  return c.json({ ...rowOf(row), book: row.book }, 200, noStore);
}

export async function dryRunPriceBook(c: Context<App>): Promise<Response> {
  const { book } = await bookOf(c);
  return c.json(await dryRun(openDb(c.env.DB), book, Date.now()), 200, noStore);
}

export async function putPriceBookLive(c: Context<App>): Promise<Response> {
  const { version } = await bookOf(c);
  const db = openDb(c.env.DB);
  if (!(await books.goLive(db, version, adminOf(c), Date.now()))) throw new ProblemError("dry-run-needed");
  return c.json(await seeBooks(db), 200, noStore);
}

export async function putCatalog(c: Context<App>): Promise<Response> {
  const draft = await readJson(c, catalogueDraftSchema);
  return c.json(await books.saveCatalogue(openDb(c.env.DB), draft, adminOf(c), Date.now()), 200, noStore);
}

export async function listReviews(c: Context<App>): Promise<Response> {
  const nowMs = Date.now();
  const rows = await quotesInReview(openDb(c.env.DB), shownMax, nowMs);
  return c.json({ quotes: rows.map((row) => ({ ...answerOf(row, nowMs), ownerId: row.ownerId })) }, 200, noStore);
}

/**
 * A binding price is approved as it is. An estimate is never paid: the shop names its own price, and the answer is the
 * quote that then holds; or refuses it, which tells its owner why.
 */
export async function putReview(c: Context<App>): Promise<Response> {
  const quoteId = idOf(c, "quoteId");
  const said = await readJson(c, reviewPutSchema);
  const db = openDb(c.env.DB);
  const nowMs = Date.now();
  const before = await findQuote(db, quoteId);
  if (!before) throw new ProblemError("not-found");
  const byPrice = said.decision === "approved" && before.source === "estimate";
  if (said.goodsMinor !== undefined && !byPrice) {
    throw new ProblemError("request-invalid", "Only an estimate is approved by a price of the shop's own.");
  }
  if (before.ordered) throw new ProblemError("quote-not-payable", "It was ordered already.");
  const quote = byPrice ? await priced(c, db, before, said, nowMs) : await decided(c, db, quoteId, said, nowMs);
  await tellQuote(c.env, quote, nowMs);
  return c.json(answerOf(quote, nowMs), 200, noStore);
}

type Said = v.InferOutput<typeof reviewPutSchema>;

async function priced(c: Context<App>, db: Db, before: QuoteFound, said: Said, nowMs: number): Promise<QuoteFound> {
  const { goodsMinor, note } = said;
  if (goodsMinor === undefined) throw new ProblemError("quote-not-payable", "It is an estimate: name a price for it.");
  const done = await priceEstimateByShop(db, before, { goodsMinor, note }, adminOf(c), nowMs);
  if (!done.ok) throw new ProblemError(done.code, done.detail || undefined);
  return done.quote;
}

async function decided(c: Context<App>, db: Db, quoteId: string, said: Said, nowMs: number): Promise<QuoteFound> {
  await saveReview(db, quoteId, said, adminOf(c), nowMs);
  const quote = await findQuote(db, quoteId);
  if (!quote) throw new ProblemError("not-found");
  return quote;
}
