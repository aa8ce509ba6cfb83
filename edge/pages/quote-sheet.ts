import { html } from "hono/html";
import type { OrderPrice, QuoteLine, QuoteView } from "#contract/quote";
import type { QuoteAnswer } from "#contract/quoting";
import type { Shop } from "#quote/choice/choice";
import { countryName } from "../../pwa/print/countries.ts";
import { moneyText } from "../domain/order/money-text.ts";
import { type Html, nothing } from "./frame.ts";
import { choiceRows, day, duration, grams, metres, print, quoteStates, shippingName, shortId } from "./words.ts";

const t = print.price;

/** What else stands with a line: its picture, and what can be done about its price. Nothing, where it is only read. */
export interface LineExtras {
  readonly above: Html;
  readonly below: Html;
}
const noExtras: LineExtras = { above: nothing, below: nothing };

const toneOf: Record<QuoteView["state"], string> = {
  ...{ slicing: "", estimating: "", review: "warn", open: "good", expired: "bad", ordered: "good" },
};

/** A quote for people to read: on our pages, behind a shared link, on paper. */
export function quoteSheet(
  answer: QuoteAnswer,
  shop: Shop,
  extrasOf: (line: QuoteLine) => LineExtras = () => noExtras,
  actions: Html = nothing,
): Html {
  const { quote } = answer;
  return html`<section class="sheet">
<p><span class="chip ${toneOf[quote.state]}">${quoteStates[quote.state]}</span></p>
${priceLine(answer)}
<p class="soft">Quote ${shortId(quote.quoteId)}, made ${day(quote.createdMs)}, holds until ${day(quote.expiresMs)}.</p>
${answer.decision ? html`<p>The shop ${answer.decision.decision === "approved" ? "has approved it" : "will not print it"}${answer.decision.note ? html`: ${answer.decision.note}` : "."}</p>` : nothing}
${actions}</section>
${quote.lines.map((line) => lineSection(line, quote.price, shop, extrasOf(line)))}
${together(quote, shop)}`;
}

function priceLine({ quote, totalRangeMinor }: QuoteAnswer): Html {
  const { currency, totalMinor } = quote.price;
  const money = (minor: number) => moneyText(minor, currency);
  if (!totalRangeMinor) return html`<p class="price">${money(totalMinor)}</p><p>Binding. ${t.all} included.</p>`;
  return html`<p class="price">${t.range(money(totalRangeMinor.low), money(totalRangeMinor.high))}</p>
<p><strong>${t.estimate}, not binding.</strong> ${t.all} included. The binding price comes from the slicer itself.</p>`;
}

const row = (name: string, value: string): Html => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;

function lineSection(line: QuoteLine, { currency }: OrderPrice, shop: Shop, { above, below }: LineExtras): Html {
  const { fileName, choice, figures, price, drivers } = line;
  const money = (minor: number) => moneyText(minor, currency);
  const support = figures.supportMg > 0 ? `, ${t.ofSupport(grams(figures.supportMg))}` : "";
  return html`<section class="sheet" aria-labelledby="of-${line.lineId}"><h2 id="of-${line.lineId}">${fileName} × ${choice.quantity}</h2>
${above}
<dl>${choiceRows(choice, shop).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<table><caption>${t.figures}</caption><tbody>
${row(t.time, duration(figures.seconds))}${row(t.material, `${grams(figures.materialMg)}${support}`)}
${figures.filamentMm > 0 ? row(t.filament, metres(figures.filamentMm)) : nothing}${row(t.layers, String(figures.layers))}</tbody></table>
<table><caption>${t.breakdown}${line.source === "estimate" ? ", at the middle of the range" : ""}</caption><tbody>
${price.breakdown.map(({ term, minor }) => row(t.terms[term], money(minor)))}
<tr class="total"><th scope="row">${t.partTotal}</th><td>${money(price.totalMinor)}</td></tr></tbody></table>
${choice.quantity > 1 ? html`<p>${t.perPiece(money(price.perPieceMinor))}</p>` : nothing}
${drivers.length > 0 ? html`<h3>${t.drivers}</h3><ul>${drivers.map(({ term, shareBp }) => html`<li>${t.driver(t.terms[term], Math.round(shareBp / 100))}</li>`)}</ul>` : nothing}
${below}</section>`;
}

function together({ price, country, shipping, versions, leadTime }: QuoteView, shop: Shop): Html {
  const money = (minor: number) => moneyText(minor, price.currency);
  return html`<section class="sheet" aria-labelledby="all"><h2 id="all">Together</h2><table><tbody>
${row(t.goods, money(price.lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0)))}
${price.breakdown.map(({ term, minor }) => row(t.terms[term], money(minor)))}
<tr class="total"><th scope="row">${t.orderTotal}</th><td>${money(price.totalMinor)}</td></tr></tbody></table>
<p>To ${countryName(country)}, ${shippingName(shop, shipping)}, ${print.delivery.leadTimes[leadTime].toLowerCase()}: about ${print.delivery.days(price.days)}.</p>
<p class="soft">Price book ${versions.priceBook}; ${versions.slicer}.</p></section>`;
}
