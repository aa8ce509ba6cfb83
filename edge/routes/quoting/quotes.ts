import type { Context } from "hono";
import { uuidSchema } from "#contract/ids";
import { type QuoteAsked, quoteAskedSchema, requoteSchema } from "#contract/quoting";
import { slicePreviewName } from "#contract/slice";
import { LinkSigner } from "../../adapters/signed-links.ts";
import { openDb } from "../../db/client.ts";
import { livePriceBook, readCatalogue } from "../../db/price-books.ts";
import { listQuotes, slicesOfQuote } from "../../db/quotes.ts";
import { removeQuote } from "../../db/remove-quote.ts";
import { findSlice } from "../../db/slices.ts";
import { answerOf } from "../../domain/quoting/quote-answer.ts";
import { requoted } from "../../domain/quoting/requoted.ts";
import { sliceFileKey } from "../../domain/storage-keys.ts";
import type { App } from "../app-types.ts";
import { pageFrom, pageOf } from "../list-page.ts";
import { ProblemError } from "../problem-answer.ts";
import { check, readJson } from "../read-request.ts";
import { ownQuote, priced } from "./own-quote.ts";
import { pdfAnswer } from "./quote-pdf.ts";

const noStore = { "cache-control": "no-store" };
/** The shop's own words change seldom, and a price is worked out again by the edge. */
const briefly = { "cache-control": "public, max-age=60" };
const hourMs = 3_600_000;
const liveMs = 12 * hourMs;

export const getMaterialsCatalog = async (c: Context<App>): Promise<Response> =>
  c.json(await readCatalogue(openDb(c.env.DB)), 200, briefly);

export const getPriceBook = async (c: Context<App>): Promise<Response> =>
  c.json(await livePriceBook(openDb(c.env.DB)), 200, briefly);

export const calculateQuote = async (c: Context<App>): Promise<Response> =>
  calculated(c, await readJson(c, quoteAskedSchema));

async function calculated(c: Context<App>, asked: QuoteAsked): Promise<Response> {
  const nowMs = Date.now();
  const done = await priced(c, asked, nowMs);
  if (!done.ok) throw new ProblemError(done.code, done.detail || undefined);
  const { quote } = done;
  const live = await new LinkSigner(c.env.LINK_SIGNING_KEY).sign(
    ...(["LIVE", c.env.PUBLIC_ORIGIN, `/api/v1/quote/live/${quote.channelId}`, nowMs + liveMs] as const),
  );
  return c.json({ ...answerOf(quote, nowMs), liveUrl: live.replace(/^http/, "ws") }, 200, noStore);
}

export const listQuotesRoute = (c: Context<App>): Promise<Response> => listed(c, "own");
export const listVisitorQuotes = (c: Context<App>): Promise<Response> => listed(c, "visitors");

async function listed(c: Context<App>, whose: "own" | "visitors"): Promise<Response> {
  const { limit, after } = pageOf(c);
  const rows = await listQuotes(openDb(c.env.DB), c.get("principal").ownerId, limit + 1, after, whose);
  const { shown, nextCursor } = pageFrom(rows, limit, (row) => ({ atMs: row.createdAtMs, id: row.quoteId }));
  const nowMs = Date.now();
  return c.json({ quotes: shown.map((row) => answerOf(row, nowMs)), nextCursor }, 200, noStore);
}

export const getQuote = async (c: Context<App>): Promise<Response> =>
  c.json(answerOf(await ownQuote(c), Date.now()), 200, noStore);

export async function requote(c: Context<App>): Promise<Response> {
  const quote = await ownQuote(c);
  const wish = await readJson(c, requoteSchema);
  const asked = requoted(quote.asked, wish);
  if (!asked) throw new ProblemError("request-invalid", "lines: a lineId that the quote has not");
  return calculated(c, asked);
}

export async function deleteQuote(c: Context<App>): Promise<Response> {
  const { quoteId } = await ownQuote(c);
  if (!(await removeQuote(openDb(c.env.DB), quoteId))) throw new ProblemError("order-exists");
  return c.body(null, 204);
}

export async function shareQuote(c: Context<App>): Promise<Response> {
  const { quoteId, expiresAtMs } = await ownQuote(c);
  // An expired quote can still be looked at for a day, as what it is.
  const expiresMs = Math.max(expiresAtMs, Date.now() + 24 * hourMs);
  const signer = new LinkSigner(c.env.LINK_SIGNING_KEY);
  const url = await signer.sign("GET", c.env.PUBLIC_ORIGIN, `/files/quotes/${quoteId}`, expiresMs);
  return c.json({ url, expiresMs }, 200, noStore);
}

export const getQuotePdf = async (c: Context<App>): Promise<Response> => pdfAnswer(c, await ownQuote(c));

export async function getSlicePreview(c: Context<App>): Promise<Response> {
  const quote = await ownQuote(c);
  const lineId = check(uuidSchema, c.req.param("lineId"), "lineId").toLowerCase();
  const db = openDb(c.env.DB);
  const sliceId = (await slicesOfQuote(db, quote.quoteId)).get(lineId);
  const slice = sliceId === undefined ? undefined : await findSlice(db, sliceId);
  const file = slice && (await c.env.FILES.get(sliceFileKey(slice.sliceId, slice.attempt, slicePreviewName)));
  if (!file) throw new ProblemError("not-found");
  return c.body(file.body, 200, {
    "content-type": "application/octet-stream",
    "cache-control": "private, max-age=3600",
  });
}
