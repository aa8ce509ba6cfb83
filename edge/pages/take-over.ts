import type { Context } from "hono";
import { html } from "hono/html";
import { uuidSchema } from "#contract/ids";
import { LinkSigner } from "../adapters/signed-links.ts";
import { openDb } from "../db/client.ts";
import { readShop } from "../db/price-books.ts";
import { findQuote, type QuoteFound } from "../db/quotes.ts";
import { answerOf } from "../domain/quoting/quote-answer.ts";
import { takeOver } from "../flows/quoting/take-over.ts";
import type { App } from "../routes/app-types.ts";
import { ProblemError } from "../routes/problem-answer.ts";
import { check } from "../routes/read-request.ts";
import { readForm } from "./caller.ts";
import { buttonForm } from "./fields.ts";
import { showPage } from "./frame.ts";
import { quoteSheet } from "./quote-sheet.ts";
import { shortId } from "./words.ts";

/** Where a quote from another website's widget is taken over, for as long as the quote's own link holds. */
export const takeOverLink = (key: string, quoteId: string, expiresAtMs: number): Promise<string> =>
  new LinkSigner(key).sign("GET", "", `/plain/take/${quoteId}`, expiresAtMs);

async function linked(c: Context<App>): Promise<QuoteFound> {
  const verdict = await new LinkSigner(c.env.LINK_SIGNING_KEY).verify("GET", new URL(c.req.url), Date.now());
  if (verdict !== "ok") throw new ProblemError(verdict);
  const found = await findQuote(openDb(c.env.DB), check(uuidSchema, c.req.param("quoteId"), "quoteId"));
  if (!found || found.visitorId === null) throw new ProblemError("not-found");
  return found;
}

/** What is about to be ordered, before anything is copied. */
export async function takeOverPage(c: Context<App>): Promise<Response> {
  const found = await linked(c);
  const answer = answerOf(found, Date.now());
  const { pathname, search } = new URL(c.req.url);
  const order = answer.payable
    ? buttonForm(c.get("formToken"), pathname + search, "Go on to the order")
    : html`<p>It cannot be ordered now.</p>`;
  const body = quoteSheet(answer, await readShop(openDb(c.env.DB)), undefined, order);
  return showPage(c, { title: `Quote ${shortId(found.quoteId)}`, room: "quotes", body });
}

export async function postTakeOver(c: Context<App>): Promise<Response> {
  await readForm(c);
  const taken = await takeOver(c.env, await linked(c), c.get("principal").ownerId, Date.now());
  if (!taken.ok) throw new ProblemError(taken.code);
  return c.redirect(`/plain/quotes/${taken.quoteId}/order`, 303);
}
