import type { Context } from "hono";
import { html } from "hono/html";
import { uuidSchema } from "#contract/ids";
import { type CheaperWay, cheaperWaySchema, type QuoteLine } from "#contract/quote";
import type { QuoteAnswer, QuoteAsked } from "#contract/quoting";
import { type Shop, withWay } from "#quote/choice/choice";
import { openDb } from "../db/client.ts";
import { findPart } from "../db/parts.ts";
import { readShop } from "../db/price-books.ts";
import { listQuotes, type QuoteFound } from "../db/quotes.ts";
import { moneyText } from "../domain/order/money-text.ts";
import { answerOf } from "../domain/quoting/quote-answer.ts";
import type { App } from "../routes/app-types.ts";
import { pageFrom, pageOf } from "../routes/list-page.ts";
import { ProblemError } from "../routes/problem-answer.ts";
import { ownQuote } from "../routes/quoting/own-quote.ts";
import { pdfAnswer } from "../routes/quoting/quote-pdf.ts";
import { check } from "../routes/read-request.ts";
import { readForm } from "./caller.ts";
import { buttonForm } from "./fields.ts";
import { type Html, nothing, showPage } from "./frame.ts";
import { picture } from "./part-section.ts";
import { askFor } from "./print.ts";
import { type LineExtras, quoteSheet } from "./quote-sheet.ts";
import { day, print, quoteStates, shortId } from "./words.ts";

const t = print.price;

/** While the slicer works: soon at first, and not for ever. Null: nothing is waited for. */
export function lookAgainS({ quote: { state, createdMs } }: QuoteAnswer, nowMs: number): number | null {
  if (state !== "slicing") return null;
  const agoS = (nowMs - createdMs) / 1_000;
  if (agoS > 1_800) return null;
  return agoS < 30 ? 2 : agoS < 180 ? 5 : 20;
}

/** One's quote. An estimate whose place was taken leads on to what took it. */
export async function quotePage(c: Context<App>): Promise<Response> {
  const found = await ownQuote(c);
  if (found.nextQuoteId) return c.redirect(`/plain/quotes/${found.nextQuoteId}`, 303);
  const nowMs = Date.now();
  const answer = answerOf(found, nowMs);
  const shop = await readShop(openDb(c.env.DB));
  const extras = await extrasOf(c, answer, shop, found);
  const body = quoteSheet(answer, shop, (line) => extras.get(line.lineId) as LineExtras, actions(c, answer));
  return showPage(c, { title: "Price", room: "quotes", body, refreshS: lookAgainS(answer, nowMs) });
}

function actions(c: Context<App>, { quote, payable }: QuoteAnswer): Html {
  const { quoteId, state } = quote;
  const waiting =
    state === "slicing" ? t.slicing : state === "review" ? t.review : state === "estimating" ? t.estimateOnly : "";
  return html`${waiting ? html`<p>${waiting}</p>` : nothing}
${payable ? html`<p><a class="button main" href="/plain/quotes/${quoteId}/order">Order it</a></p>` : nothing}
${state === "expired" ? html`<p>It has expired.</p>` : nothing}
<div class="row noprint">
${buttonForm(c.get("formToken"), `/plain/quotes/${quoteId}/requote`, state === "expired" ? "Get a new price" : "Price it anew")}
<a class="button" href="/plain/print?quote=${quoteId}">Change the choices</a>
<a class="button" href="/plain/quotes/${quoteId}/quote.pdf">As PDF</a></div>`;
}

async function extrasOf(
  c: Context<App>,
  { quote }: QuoteAnswer,
  shop: Shop,
  { asked }: QuoteFound,
): Promise<Map<string, LineExtras>> {
  const extras = new Map<string, LineExtras>();
  for (const line of quote.lines) {
    const partId = asked.lines.find(({ lineId }) => lineId === line.lineId)?.partId;
    const part = partId === undefined ? undefined : await findPart(openDb(c.env.DB), partId);
    // A part that was deleted, or is another size by now, is not what was priced.
    const above = part?.geometrySha256 === line.geometrySha256 ? picture(part, line.fileName) : nothing;
    extras.set(line.lineId, { above, below: cheaper(c, quote.quoteId, line, shop, quote.price.currency) });
  }
  return extras;
}

/** The two ways to lower the price, each a button. */
function cheaper(c: Context<App>, quoteId: string, line: QuoteLine, shop: Shop, currency: "gbp" | "eur" | "usd"): Html {
  const wayName = ({ change, to }: CheaperWay) => t.ways[change](nameIn(shop, change, to));
  const saves = ({ change, savesMinor }: CheaperWay) =>
    (change === "quantity" ? t.savesEach : t.saves)(moneyText(savesMinor, currency));
  const buttons = line.cheaper.map((way) =>
    buttonForm(c.get("formToken"), `/plain/quotes/${quoteId}/cheaper`, `${wayName(way)}: ${saves(way)}`, {
      ...{ line: line.lineId, change: way.change, to: String(way.to) },
    }),
  );
  return html`<div class="noprint"><h3>${t.cheaper}</h3>
${buttons.length > 0 ? html`<div class="row">${buttons}</div>` : html`<p>${t.cheaperNone}</p>`}</div>`;
}

function nameIn({ catalogue, book }: Shop, change: CheaperWay["change"], to: string | number): string {
  const id = String(to);
  if (change === "material") return catalogue.materials.find((one) => one.id === id)?.name ?? id;
  if (change === "preset") return catalogue.presets[id as "draft"]?.name ?? id;
  if (change === "finish") return Object.hasOwn(book.finishes, id) ? (book.finishes[id]?.name ?? id) : id;
  if (change === "lead-time") return print.delivery.leadTimes[id as "rush"] ?? id;
  return id;
}

async function seeNew(c: Context<App>, asked: Omit<QuoteAsked, "quoteId" | "roomId" | "revision">): Promise<Response> {
  const answer = await askFor(c, asked);
  if (!answer.ok) throw new ProblemError(answer.code, answer.detail || undefined);
  return c.redirect(`/plain/quotes/${answer.quoteId}`, 303);
}

export async function postRequote(c: Context<App>): Promise<Response> {
  await readForm(c);
  return seeNew(c, (await ownQuote(c)).asked);
}

/** One of the ways to lower the price, taken: only one that the quote itself has named. */
export async function postCheaper(c: Context<App>): Promise<Response> {
  const form = await readForm(c);
  const { asked, lines } = await ownQuote(c);
  const lineId = check(uuidSchema, form.get("line"), "line");
  const change = check(cheaperWaySchema.entries.change, form.get("change"), "change");
  const way = lines
    .find((line) => line.lineId === lineId)
    ?.cheaper.find((one) => one.change === change && String(one.to) === form.get("to"));
  const line = asked.lines.find((one) => one.lineId === lineId);
  if (!way || !line) throw new ProblemError("request-invalid", "The quote names no such way.");
  const shop = await readShop(openDb(c.env.DB));
  const {
    lines: [changed = line],
    leadTime,
  } = withWay(shop, { ...asked, lines: [line] }, line.partId, way);
  return seeNew(c, { ...asked, leadTime, lines: asked.lines.map((one) => (one === line ? changed : one)) });
}

export const quotePdfPage = async (c: Context<App>): Promise<Response> => pdfAnswer(c, await ownQuote(c));

/** Own quotes, newest first. */
export async function quotesPage(c: Context<App>): Promise<Response> {
  const { limit, after } = pageOf(c);
  const rows = await listQuotes(openDb(c.env.DB), c.get("principal").ownerId, limit + 1, after, "own");
  const { shown, nextCursor } = pageFrom(rows, limit, (row) => ({ atMs: row.createdAtMs, id: row.quoteId }));
  const nowMs = Date.now();
  const body =
    shown.length === 0
      ? html`<p>There is none yet. <a href="/plain">Print a part</a></p>`
      : html`<section class="sheet"><table><thead><tr><th scope="col">Quote</th><th scope="col">State</th><th scope="col">Total</th></tr></thead>
<tbody>${shown.map((row) => listed(answerOf(row, nowMs)))}</tbody></table>
${nextCursor ? html`<p><a class="button" href="/plain/quotes?cursor=${nextCursor}">Show older ones</a></p>` : nothing}</section>`;
  return showPage(c, { title: "Quotes", room: "quotes", body });
}

function listed({ quote, totalRangeMinor }: QuoteAnswer): Html {
  const money = (minor: number) => moneyText(minor, quote.price.currency);
  const total = totalRangeMinor
    ? t.range(money(totalRangeMinor.low), money(totalRangeMinor.high))
    : money(quote.price.totalMinor);
  const names = quote.lines.map(({ fileName, choice }) => `${choice.quantity} × ${fileName}`).join(", ");
  return html`<tr><th scope="row"><a href="/plain/quotes/${quote.quoteId}">${shortId(quote.quoteId)}</a>, ${day(quote.createdMs)}<br>
<span class="soft">${names}</span></th><td>${quoteStates[quote.state]}</td><td>${total}</td></tr>`;
}
