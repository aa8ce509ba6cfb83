import type { Context } from "hono";
import { html } from "hono/html";
import { uuidSchema } from "#contract/ids";
import { LinkSigner } from "../../adapters/signed-links.ts";
import { openDb } from "../../db/client.ts";
import { readShop } from "../../db/price-books.ts";
import { findQuote, type QuoteFound } from "../../db/quotes.ts";
import { answerOf } from "../../domain/quoting/quote-answer.ts";
import { showPage } from "../../pages/frame.ts";
import { quoteSheet } from "../../pages/quote-sheet.ts";
import { takeOverLink } from "../../pages/take-over.ts";
import { shortId } from "../../pages/words.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { check } from "../read-request.ts";
import { pdfAnswer } from "./quote-pdf.ts";

/** The quote that a signed link shows. */
async function shared(c: Context<App>): Promise<QuoteFound> {
  const verdict = await new LinkSigner(c.env.LINK_SIGNING_KEY).verify("GET", new URL(c.req.url), Date.now());
  if (verdict !== "ok") throw new ProblemError(verdict);
  const found = await findQuote(openDb(c.env.DB), check(uuidSchema, c.req.param("quoteId"), "quoteId"));
  if (!found) throw new ProblemError("not-found");
  return found;
}

/** The quote as a page, for whoever was given its link; it prints well. Nothing of it runs. */
export async function quotePage(c: Context<App>): Promise<Response> {
  const found = await shared(c);
  const { pathname, searchParams } = new URL(c.req.url);
  const signer = new LinkSigner(c.env.LINK_SIGNING_KEY);
  const pdf = await signer.sign("GET", "", `${pathname}/quote.pdf`, Number(searchParams.get("expires")) * 1_000);
  const answer = answerOf(found, Date.now());
  // Made by a visitor of another website, who has no other way to it than this link.
  const untaken = found.visitorId !== null && answer.payable;
  const take = untaken && (await takeOverLink(c.env.LINK_SIGNING_KEY, found.quoteId, found.expiresAtMs));
  const order = take ? html`<a class="button main" href="${take}">Order it</a> ` : "";
  const links = html`<p class="noprint">${order}<a class="button" href="${pdf}">As PDF</a></p>`;
  const body = quoteSheet(answer, await readShop(openDb(c.env.DB)), undefined, links);
  const page = await showPage(c, { title: `Quote ${shortId(found.quoteId)}`, room: "none", body });
  // Its address is its key: no other site is told it.
  page.headers.set("referrer-policy", "no-referrer");
  return page;
}

/** The same on paper; the link is the page's own, signed for this address. */
export const sharedPdf = async (c: Context<App>): Promise<Response> => pdfAnswer(c, await shared(c));
