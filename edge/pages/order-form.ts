import type { Context } from "hono";
import { html } from "hono/html";
import * as v from "valibot";
import { type PaymentMethod, paymentMethodSchema } from "#contract/order";
import { problems } from "#contract/problem";
import type { QuoteAnswer } from "#contract/quoting";
import type { Shop } from "#quote/choice/choice";
import {
  type AddressDraft,
  type AddressField,
  type AddressWrong,
  addressFields,
  readAddress,
} from "../../pwa/orders/address.ts";
import { countryName } from "../../pwa/print/countries.ts";
import { openDb } from "../db/client.ts";
import { readShop } from "../db/price-books.ts";
import { findAccount } from "../db/principals.ts";
import { moneyText } from "../domain/order/money-text.ts";
import { answerOf } from "../domain/quoting/quote-answer.ts";
import { orderingOf } from "../flows/ordering/ordering.ts";
import type { App } from "../routes/app-types.ts";
import { placeOrder } from "../routes/ordering/orders.ts";
import { ProblemError } from "../routes/problem-answer.ts";
import { ownQuote } from "../routes/quoting/own-quote.ts";
import { readForm } from "./caller.ts";
import { buttonForm, hidden, inputField, note, problemNote, radioField } from "./fields.ts";
import { type Html, nothing, showPage } from "./frame.ts";
import { paymentOrigins } from "./payment-origins.ts";
import { day, orders, print, shippingName } from "./words.ts";

const t = orders.form;

const autocomplete: Record<AddressField, string> = {
  ...{ name: "shipping name", line1: "shipping address-line1", line2: "shipping address-line2" },
  ...{ city: "shipping address-level2", region: "shipping address-level1", postcode: "shipping postal-code" },
  ...{ email: "email", vatId: "off" },
};
const hints: Partial<Record<AddressField, string>> = { email: t.emailHint, vatId: t.vatIdHint };

interface Typed {
  readonly address: AddressDraft;
  readonly wrong: AddressWrong;
  readonly method: string;
}

/** Where it goes and how it is paid. */
export async function orderFormPage(c: Context<App>): Promise<Response> {
  const found = await ownQuote(c);
  const answer = answerOf(found, Date.now());
  // Not now, or not any more: the quote itself says why, and what can be done.
  if (!answer.payable) return c.redirect(`/plain/quotes/${found.nextQuoteId ?? found.quoteId}`, 303);
  const { actor } = c.get("principal");
  const account = actor.kind === "session" ? await findAccount(openDb(c.env.DB), actor.accountId) : null;
  return formPage(c, answer, { address: { email: account?.email ?? "" }, wrong: {}, method: "" });
}

async function formPage(
  c: Context<App>,
  answer: QuoteAnswer,
  typed: Typed,
  status = 200,
  refused: Html = nothing,
): Promise<Response> {
  const { quote } = answer;
  const shop = await readShop(openDb(c.env.DB));
  const methods = paymentMethodSchema.options.filter((method) => orderingOf(c.env).provider(method) !== null);
  const body = html`${refused}
${Object.keys(typed.wrong).length > 0 ? note("bad", "Something is missing or does not fit", "It is said beside each field. What you typed is still here.") : nothing}
${methods.length === 0 ? note("bad", orders.problems["billing-off"]?.title ?? "", orders.problems["billing-off"]?.todo) : nothing}
<p>${t.lead}</p>
<form method="post" action="/plain/quotes/${quote.quoteId}/order">${hidden({ token: c.get("formToken") })}
${addressSheet(quote.country, typed)}
<section class="sheet">${radioField({ name: "method", label: t.method, value: typed.method || (methods[0] ?? ""), options: methods.map((value) => ({ value, text: t.methods[value], hint: t.methodHints[value] })) })}</section>
${summary(answer, shop)}
<button class="main">${t.pay(moneyText(quote.price.totalMinor, quote.price.currency))}</button></form>
<p class="soft">The next page is the payment service's own.</p>`;
  return showPage(c, { title: t.title, room: "quotes", body, status, formTo: paymentOrigins(c.env) });
}

function addressSheet(country: string, { address, wrong }: Typed): Html {
  return html`<section class="sheet"><h2>${orders.address}</h2><div class="two">
${addressFields.map((name) =>
  inputField({
    ...{ name, label: t[name], value: address[name] ?? "", wrong: wrong[name], hint: hints[name] },
    ...{ type: name === "email" ? "email" : "text", autocomplete: autocomplete[name] },
  }),
)}</div>
<p><strong>${t.country}: ${countryName(country)}.</strong> <span class="soft">The price is for this country; another one is chosen with the choices.</span></p></section>`;
}

function summary({ quote }: QuoteAnswer, shop: Shop): Html {
  const { price } = quote;
  const money = (minor: number) => moneyText(minor, price.currency);
  return html`<section class="sheet" aria-labelledby="what"><h2 id="what">${t.summary}</h2><table><tbody>
${quote.lines.map((line) => html`<tr><th scope="row">${line.fileName}, ${t.pieces(line.choice.quantity)}</th><td>${money(line.price.totalMinor)}</td></tr>`)}
${price.breakdown.map(({ term, minor }) => html`<tr><th scope="row">${term === "shipping" ? t.shipping(shippingName(shop, quote.shipping)) : print.price.terms[term]}</th><td>${money(minor)}</td></tr>`)}
<tr class="total"><th scope="row">${t.total}</th><td>${money(price.totalMinor)}</td></tr></tbody></table>
<p class="soft">${t.until(day(quote.expiresMs))}</p></section>`;
}

/** Orders, and leads to the payment page; where that is not one of those a form may lead to, the order's page has its link. */
export async function postOrder(c: Context<App>): Promise<Response> {
  const form = await readForm(c);
  const found = await ownQuote(c);
  const answer = answerOf(found, Date.now());
  const { quote } = answer;
  const text = (name: string) => (form.get(name) ?? "").slice(0, 300);
  const typed = {
    address: Object.fromEntries(addressFields.map((name) => [name, text(name)])),
    method: text("method"),
  };
  const read = readAddress(text, quote.country);
  if (!read.ok) return formPage(c, answer, { ...typed, wrong: read.wrong }, 422);
  const method: PaymentMethod = v.is(paymentMethodSchema, typed.method) ? typed.method : "paypal";
  const wish = { quoteId: quote.quoteId, address: read.address, shipping: quote.shipping, method };
  try {
    const { orderId, payUrl } = await placeOrder(c, wish, "/plain/orders");
    const direct = payUrl !== null && paymentOrigins(c.env).includes(new URL(payUrl).origin);
    return c.redirect(direct ? payUrl : `/plain/orders/${orderId}`, 303);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const refused = html`${problemNote(error.code, error.detail)}${buttonForm(c.get("formToken"), `/plain/quotes/${quote.quoteId}/requote`, t.requote)}`;
    return formPage(c, answer, { ...typed, wrong: {} }, problems[error.code].status, refused);
  }
}
