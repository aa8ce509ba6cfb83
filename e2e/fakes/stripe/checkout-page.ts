import { completeCheckout, openCheckout } from "./checkout.ts";
import { failsCard, worksCard } from "./customers.ts";
import { type Form, text } from "./form.ts";
import { button, html, inHtml, pounds, seeOther } from "./pages.ts";
import { productName } from "./subscriptions.ts";
import type { World } from "./world.ts";

/** What a person sees at a session's url. */
export function checkoutPage(world: World, id: string, trouble = ""): Response {
  const session = openCheckout(world, id);
  const items = (world.state.orders[id]?.items ?? []).flatMap(({ price: priceId, quantity }) => {
    const price = world.state.prices[priceId];
    if (!price) return [];
    const each = price.recurring.usage_type === "metered" ? "each, as used" : "a month";
    return [
      `<li>${quantity ? `${quantity} × ` : ""}${inHtml(productName(world, price))}: ${pounds(price.unit_amount)} ${each}</li>`,
    ];
  });
  const at = `/checkout/${id}`;
  const once = world.state.orders[id]?.payment;
  if (once) items.push(`<li>${inHtml(once.name)}: ${inHtml(session.currency.toUpperCase())}</li>`);
  return html(
    once ? "Pay" : "Subscribe",
    `<ul>${items.join("")}</ul><p>Today: <strong>${pounds(session.amount_total)}</strong>${
      session.automatic_tax.enabled ? ", tax included" : ""
    }</p>${trouble ? `<p role="alert">${inHtml(trouble)}</p>` : ""}
${button(at, "Pay with a card that works", { card: "works" })}
${button(at, "Pay with a card that fails", { card: "fails" })}
${session.cancel_url ? `<a href="${inHtml(session.cancel_url)}">Back</a>` : ""}`,
    trouble ? 402 : 200,
  );
}

export function payCheckout(world: World, id: string, form: Form): Response {
  const session = openCheckout(world, id);
  const card = text(form, "card") === "works" ? worksCard : failsCard;
  if (!completeCheckout(world, id, card)) return checkoutPage(world, id, "Your card was declined.");
  return seeOther((session.success_url ?? "/").replace("{CHECKOUT_SESSION_ID}", id));
}
