import type { OrderView } from "#contract/order";
import { moneyText, orderName } from "./money-text.ts";

const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const inHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (c) => names[c] ?? c);
const block = (lines: readonly (string | undefined)[]): string =>
  lines
    .filter((line) => line !== undefined && line !== "")
    .map((line) => inHtml(line ?? ""))
    .join("<br>");
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const style = `body{font:14px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .5rem;border-bottom:1px solid #999}
td:last-child,th:last-child{text-align:right}header{display:flex;justify-content:space-between;gap:2rem}
@media print{body{margin:0}}`;

const termNames: Record<string, string> = {
  "order-minimum": "Up to the smallest order",
  shipping: "Delivery",
};

/** A receipt for print: what was bought, what of it is tax, what was given back. Needs no script and loads nothing. */
export function receiptPage(order: OrderView & { receiptNumber: number; paidAtMs: number }, seller: string): string {
  const money = (minor: number): string => moneyText(minor, order.currency);
  const row = (what: string, minor: number, tag = "td") =>
    `<tr><${tag}>${inHtml(what)}</${tag}><${tag}>${money(minor)}</${tag}></tr>`;
  const taxMinor = order.price.breakdown.filter(({ term }) => term === "tax").reduce((sum, t) => sum + t.minor, 0);
  const others = order.price.breakdown.filter(({ term, minor }) => term !== "tax" && minor !== 0);
  const { address } = order;
  const to = address
    ? [address.name, address.line1, address.line2, `${address.postcode} ${address.city}`, address.region]
    : ["(erased)"];
  const vatId = address?.vatId === undefined ? undefined : `VAT id ${address.vatId}`;
  const refunded = order.refundedMinor > 0 ? row("Given back", -order.refundedMinor) : "";
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Receipt ${order.receiptNumber}</title><style>${style}</style>
<h1>Receipt ${order.receiptNumber}</h1>
<header><p>${block(seller.split("|").map((line) => line.trim()))}</p><p>${block([...to, address?.country, vatId])}</p></header>
<p>${inHtml(orderName(order.orderId))}, paid on ${day(order.paidAtMs)} by ${order.method === "paypal" ? "PayPal" : "card"}</p>
<table><thead><tr><th>What</th><th>Price</th></tr></thead><tbody>
${order.lines.map((l) => row(`${l.choice.quantity} × ${l.fileName} (${l.choice.settings.material}, ${l.choice.colour})`, l.price.totalMinor)).join("\n")}
${others.map(({ term, minor }) => row(termNames[term] ?? term, minor)).join("\n")}
${row("Net", order.totalMinor - taxMinor)}
${row("VAT", taxMinor)}
</tbody><tfoot>${row("Total", order.totalMinor, "th")}${refunded}</tfoot></table>
</html>
`;
}
