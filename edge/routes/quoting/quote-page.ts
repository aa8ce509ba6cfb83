import type { Context } from "hono";
import { html } from "hono/html";
import { uuidSchema } from "#contract/ids";
import type { QuoteLine } from "#contract/quote";
import { LinkSigner } from "../../adapters/signed-links.ts";
import { openDb } from "../../db/client.ts";
import { findQuote } from "../../db/quotes.ts";
import { answerOf } from "../../domain/quoting/quote-answer.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { check } from "../read-request.ts";

const symbols = { gbp: "£", eur: "€", usd: "$" } as const;
const words: Record<string, string> = {
  ...{ slicing: "Estimate – being sliced", estimating: "Estimate", review: "Being looked at by the shop" },
  ...{ open: "Binding price", expired: "Expired", ordered: "Ordered" },
};
const styles = `body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
h1{font-size:1.5rem}table{width:100%;border-collapse:collapse;margin:1rem 0}caption{text-align:left;font-weight:600}
th,td{text-align:left;padding:.3rem .4rem;border-bottom:1px solid #c9c9c9}td:last-child,th:last-child{text-align:right}
.total td,.total th{font-weight:600;border-top:2px solid #1b1b1b}section{break-inside:avoid}@media print{body{margin:0}}`;

/** The quote as a page, for whoever was given its link; it prints well. Nothing of it runs. */
export async function quotePage(c: Context<App>): Promise<Response> {
  const verdict = await new LinkSigner(c.env.LINK_SIGNING_KEY).verify("GET", new URL(c.req.url), Date.now());
  if (verdict !== "ok") throw new ProblemError(verdict);
  const found = await findQuote(openDb(c.env.DB), check(uuidSchema, c.req.param("quoteId"), "quoteId"));
  if (!found) throw new ProblemError("not-found");
  const { quote, totalRangeMinor } = answerOf(found, Date.now());
  const { price } = quote;
  const money = (minor: number) => moneyText(price.currency, minor);
  const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>Quote ${quote.quoteId.slice(0, 8)}</title><style>${styles}</style></head>
<body><main>
<h1>Quote ${quote.quoteId.slice(0, 8)}</h1>
<p>${words[quote.state] ?? quote.state}. Made ${day(quote.createdMs)}, holds until ${day(quote.expiresMs)}.</p>
${quote.lines.map((line) => section(line, money))}
<table><caption>Together</caption><tbody>
<tr><th scope="row">Parts</th><td>${money(price.lines.reduce((sum, line) => sum + line.totalMinor, 0))}</td></tr>
${price.breakdown.map(({ term, minor }) => html`<tr><th scope="row">${label(term)}</th><td>${money(minor)}</td></tr>`)}
<tr class="total"><th scope="row">Total</th><td>${money(price.totalMinor)}</td></tr></tbody></table>
${totalRangeMinor ? html`<p>An estimate: between ${money(totalRangeMinor.low)} and ${money(totalRangeMinor.high)}.</p>` : ""}
<p>Sent to ${quote.country} (${quote.shipping}), about ${price.days} days. Price book ${quote.versions.priceBook}; ${quote.versions.slicer}.</p>
</main></body></html>`;
  return c.html(page, 200, {
    "cache-control": "private, no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
}

function section({ fileName, choice, figures, price }: QuoteLine, money: (minor: number) => string) {
  const { settings, quantity, colour, finish } = choice;
  const grams = (figures.materialMg / 1_000).toFixed(1);
  const metres = figures.filamentMm > 0 ? `, ${(figures.filamentMm / 1_000).toFixed(2)} m` : "";
  return html`<section><table><caption>${fileName} × ${quantity}</caption><tbody>
<tr><th scope="row">${settings.material}, ${colour}, ${settings.layerHeightUm / 1_000} mm layers, ${settings.infillPercent} % infill, finish ${finish}</th>
<td>${grams} g${metres}, ${hours(figures.seconds)}, ${figures.layers} layers each</td></tr>
${price.breakdown.map(({ term, minor }) => html`<tr><th scope="row">${label(term)}</th><td>${money(minor)}</td></tr>`)}
<tr class="total"><th scope="row">Line</th><td>${money(price.totalMinor)}</td></tr></tbody></table></section>`;
}

/** Exact: the minor units are digits, never divided. */
export function moneyText(currency: keyof typeof symbols, minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, "0");
  return `${minor < 0 ? "−" : ""}${symbols[currency]}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const label = (term: string): string => `${term.charAt(0).toUpperCase()}${term.slice(1).replaceAll("-", " ")}`;
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const hours = (seconds: number): string => `${Math.floor(seconds / 3_600)} h ${Math.round((seconds % 3_600) / 60)} min`;
