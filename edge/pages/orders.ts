import type { Context } from "hono";
import { html } from "hono/html";
import type { OrderSummary, OrderView } from "#contract/order";
import { type ProblemCode, problems } from "#contract/problem";
import {
  isLost,
  movesSoon,
  orderSteps,
  owedMinor,
  payUrlOf,
  stepsReached,
  toneOfOrder,
} from "../../pwa/orders/order-state.ts";
import { countryName } from "../../pwa/print/countries.ts";
import { openDb } from "../db/client.ts";
import { listOrders } from "../db/orders.ts";
import { moneyText } from "../domain/order/money-text.ts";
import { orderView, summaryOf } from "../flows/ordering/order-view.ts";
import { idOf } from "../routes/admin/asked.ts";
import type { App } from "../routes/app-types.ts";
import { pageFrom, pageOf } from "../routes/list-page.ts";
import { getReceipt, ownOrder, takeBack, takePayment } from "../routes/ordering/orders.ts";
import { ProblemError } from "../routes/problem-answer.ts";
import { readForm } from "./caller.ts";
import { buttonForm, note } from "./fields.ts";
import { type Html, nothing, showPage } from "./frame.ts";
import { day, print, shortId, orders as t } from "./words.ts";

const lookAgainS = 5;

/**
 * An order. Whoever comes back from the payment page (`?payment=done`) has it looked at there: what the buyer has agreed
 * to is taken, once, by the same lines as ever; a look that is repeated changes nothing.
 */
export async function orderPage(c: Context<App>): Promise<Response> {
  const orderId = idOf(c, "orderId");
  await ownOrder(c, orderId);
  const payment = c.req.query("payment");
  const told = payment === "done" ? await settled(c, orderId) : null;
  if (payment === "done" && told === null) return c.redirect(`/plain/orders/${orderId}`, 303);
  const view = await orderView(openDb(c.env.DB), await ownOrder(c, orderId));
  const declined = view.declined ? refused("payment-failed") : nothing;
  const body = html`${told ?? declined}${payment === "cancelled" ? note("plain", t.cancelledBack) : nothing}
${stateSheet(view)}${deeds(c, view)}${contents(view)}`;
  const refreshS = movesSoon(view) ? lookAgainS : null;
  return showPage(c, { title: t.one(shortId(orderId)), room: "orders", body, refreshS });
}

/** What kept the payment from being taken; null: nothing did. */
async function settled(c: Context<App>, orderId: string): Promise<Html | null> {
  try {
    await takePayment(c, orderId);
    return null;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return refused(error.code);
  }
}

function refused(code: ProblemCode): Html {
  const { title, todo } = t.problems[code] ?? problems[code];
  return note("bad", title, todo);
}

function stateSheet(view: OrderView): Html {
  const money = (minor: number) => moneyText(minor, view.currency);
  const reached = stepsReached(view.state);
  const { tracking, hold, refundedMinor, capturedMinor } = view;
  const back =
    refundedMinor >= capturedMinor
      ? t.refunded(money(refundedMinor))
      : t.refundedPartly(money(refundedMinor), money(capturedMinor));
  return html`<section class="sheet" aria-labelledby="state"><h2 id="state">${t.steps}</h2>
<p role="status"><span class="chip ${toneOfOrder[view.state]}">${t.states[view.state]}</span>
${money(view.totalMinor)} ${t.paidBy[view.method]}, ${t.made(day(view.createdAtMs))}</p>
${hold ? note("warn", t.holds[hold].title, t.holds[hold].text) : nothing}
${view.state === "approved" ? html`<p>The payment service is taking the payment.</p>` : nothing}
${view.state === "pending" ? html`<p>The payment service has not let go of the money yet; it can take days.</p>` : nothing}
${reached === null ? nothing : html`<ol>${orderSteps.map((step, at) => html`<li>${t.states[step]}${at < reached ? ` (${t.stepDone})` : ""}</li>`)}</ol>`}
${view.endReason ? html`<p>${t.ends[view.endReason]}</p>` : nothing}
${owedMinor(view) > 0 ? html`<p>${t.refundUnderWay(money(owedMinor(view)))}</p>` : nothing}
${refundedMinor > 0 ? html`<p>${back}</p>` : nothing}
${tracking ? html`<p>${t.tracking}: ${tracking.carrier}, ${tracking.number}</p>` : nothing}
${tracking?.url ? html`<p><a class="button" href="${tracking.url}" rel="noopener noreferrer">${t.track}</a></p>` : nothing}</section>`;
}

/** What its buyer can do now. */
function deeds(c: Context<App>, view: OrderView): Html {
  const nowMs = Date.now();
  const money = (minor: number) => moneyText(minor, view.currency);
  const payUrl = payUrlOf(view, nowMs);
  const { orderId } = view;
  const token = c.get("formToken");
  const cancelText =
    view.capturedMinor > 0 ? t.cancelPaid(money(view.capturedMinor - view.refundedMinor)) : t.cancelUnpaid;
  return html`${payUrl ? html`<section class="sheet"><p>${t.toPay(money(view.totalMinor), day(view.expiresMs))}</p><p><a class="button main" href="${payUrl}">${t.pay}</a></p></section>` : nothing}
${view.receiptNumber === null ? nothing : html`<p><a class="button" href="/plain/orders/${orderId}/receipt">${t.receiptNumber(view.receiptNumber)}</a></p>`}
${isLost(view, nowMs) ? html`<div class="row">${buttonForm(token, `/plain/quotes/${view.quoteId}/requote`, t.form.requote)}</div>` : nothing}
${view.mayCancel ? html`<details class="sheet"><summary>${t.cancel}</summary><p>${cancelText}</p>${buttonForm(token, `/plain/orders/${orderId}/cancel`, t.cancel)}</details>` : nothing}`;
}

function contents({ lines, price, address, history, quoteId }: OrderView): Html {
  const money = (minor: number) => moneyText(minor, price.currency);
  const to = address && [
    address.name,
    address.line1,
    address.line2,
    `${address.postcode} ${address.city}`,
    address.region,
    countryName(address.country),
    address.vatId && `VAT id ${address.vatId}`,
  ];
  return html`<section class="sheet" aria-labelledby="parts"><h2 id="parts">${t.parts}</h2><table><tbody>
${lines.map((line) => html`<tr><th scope="row">${line.choice.quantity} × ${line.fileName}</th><td>${money(line.price.totalMinor)}</td></tr>`)}
${price.breakdown.map(({ term, minor }) => html`<tr><th scope="row">${print.price.terms[term]}</th><td>${money(minor)}</td></tr>`)}
<tr class="total"><th scope="row">${t.form.total}</th><td>${money(price.totalMinor)}</td></tr></tbody></table>
<p><a href="/plain/quotes/${quoteId}">The quote</a></p></section>
<section class="sheet" aria-labelledby="to"><h2 id="to">${t.address}</h2>
<p>${to ? to.filter(Boolean).map((line) => html`${line}<br>`) : t.erased}</p></section>
<section class="sheet" aria-labelledby="history"><h2 id="history">${t.history}</h2>
<ul>${history.map(({ state, atMs }) => html`<li>${t.states[state]}, ${day(atMs)}</li>`)}</ul></section>`;
}

export async function postCancel(c: Context<App>): Promise<Response> {
  await readForm(c);
  const { orderId } = await takeBack(c, await ownOrder(c, idOf(c, "orderId")));
  return c.redirect(`/plain/orders/${orderId}`, 303);
}

export const receiptOfOrder = (c: Context<App>): Promise<Response> => getReceipt(c);

/** Own orders, newest first. */
export async function ordersPage(c: Context<App>): Promise<Response> {
  const { limit, after } = pageOf(c);
  const rows = await listOrders(openDb(c.env.DB), { ownerId: c.get("principal").ownerId }, after, limit + 1);
  const { shown, nextCursor } = pageFrom(rows, limit, (row) => ({ atMs: row.createdAtMs, id: row.orderId }));
  const body =
    shown.length === 0
      ? html`<p>${t.none} <a href="/plain">${t.print}</a></p>`
      : html`<section class="sheet"><table><thead><tr><th scope="col">Order</th><th scope="col">State</th><th scope="col">Total</th></tr></thead>
<tbody>${shown.map((row) => listed(summaryOf(row)))}</tbody></table>
${nextCursor ? html`<p><a class="button" href="/plain/orders?cursor=${nextCursor}">${t.more}</a></p>` : nothing}</section>`;
  return showPage(c, { title: t.title, room: "orders", body });
}

const listed = ({ orderId, state, totalMinor, currency, createdAtMs }: OrderSummary): Html =>
  html`<tr><th scope="row"><a href="/plain/orders/${orderId}">${shortId(orderId)}</a>, ${day(createdAtMs)}</th><td>${t.states[state]}</td><td>${moneyText(totalMinor, currency)}</td></tr>`;
