import { type PayPalOrder, value } from "./objects.ts";

const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const inHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (c) => names[c] ?? c);

/** What the buyer sees. */
export function approvePage(order: PayPalOrder): Response {
  const at = `/checkoutnow?token=${order.id}`;
  const button = (label: string, act: string) =>
    `<form method="post" action="${inHtml(at)}"><input type="hidden" name="do" value="${act}"><button>${label}</button></form>`;
  const style =
    "body{font:16px/1.5 system-ui;max-width:40rem;margin:2rem auto;padding:0 1rem}button{font:inherit;margin:.25rem 0;padding:.5rem 1rem}";
  return new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Pay with PayPal</title><style>${style}</style><p>A fake PayPal: no money moves here.</p><h1>Pay with PayPal</h1>
<p><strong>${inHtml(order.currency)} ${value(order.minor)}</strong></p>
${button("Pay now", "approve")}${button("Cancel and go back", "cancel")}</html>`,
    { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } },
  );
}

/** Back to the shop, with what PayPal puts into the address. */
export function back(url: string, order: PayPalOrder): Response {
  const to = new URL(url);
  to.searchParams.set("token", order.id);
  to.searchParams.set("PayerID", "FAKEPAYER");
  return new Response(null, { status: 303, headers: { location: to.href } });
}
