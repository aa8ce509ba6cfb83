import { failsCard, useCard, worksCard } from "./customers.ts";
import { Fault, invalid } from "./fault.ts";
import { type Form, text } from "./form.ts";
import { find } from "./lists.ts";
import type { PortalSession, Subscription } from "./objects.ts";
import { button, dayOf, html, inHtml, pounds, seeOther } from "./pages.ts";
import { cancelInPortal, changePlan, featuresOf, pricesOnOffer, subscriptionOf } from "./portal.ts";
import { pay, productName } from "./subscriptions.ts";
import type { World } from "./world.ts";

export function portalPage(world: World, id: string, trouble = ""): Response {
  const session = find(world.state.portals, id, "session");
  const features = featuresOf(world, session);
  const sub = subscriptionOf(world, session);
  const at = `/portal/${id}`;
  return html(
    "Your plan",
    [
      trouble ? `<p role="alert">${inHtml(trouble)}</p>` : "",
      sub ? subscriptionPart(world, session, sub, at) : "<p>No plan.</p>",
      features.card
        ? `<h2>Card</h2>${button(at, "Use a card that works", { do: "card", card: "works" })}${button(at, "Use a card that fails", { do: "card", card: "fails" })}`
        : "",
      features.invoices ? `<h2>Invoices</h2><ul>${invoiceRows(world, session, at)}</ul>` : "",
      session.return_url ? `<a href="${inHtml(session.return_url)}">Back</a>` : "",
    ].join("\n"),
    trouble ? 402 : 200,
  );
}

function subscriptionPart(world: World, session: PortalSession, sub: Subscription, at: string): string {
  const plan = sub.items.data.find((i) => i.price.recurring.usage_type === "licensed") ?? sub.items.data[0];
  if (!plan) return "";
  const end = dayOf(plan.current_period_end);
  const offers = pricesOnOffer(world, session, sub)
    .filter((p) => p.id !== plan.price.id)
    .map((p) => button(at, `Change to ${productName(world, p)}`, { do: "plan", price: p.id }));
  const cancel = sub.cancel_at_period_end
    ? `<p>Ends on ${end}.</p>${button(at, "Keep the plan", { do: "keep" })}`
    : button(at, "Cancel the plan", { do: "cancel" });
  return `<p>${inHtml(productName(world, plan.price))}, ${sub.status}, until ${end}${sub.schedule ? "; a change is planned" : ""}</p>
${offers.join("")}${featuresOf(world, session).cancel ? cancel : ""}`;
}

const invoiceRows = (world: World, session: PortalSession, at: string): string =>
  Object.values(world.state.invoices)
    .filter((i) => i.customer === session.customer && i.status !== "draft")
    .toReversed()
    .map((i) => {
      const paying = i.status === "open" ? button(at, "Pay now", { do: "pay", invoice: i.id }) : "";
      return `<li>${inHtml(i.number ?? "")}: ${pounds(i.total)}, ${i.status} ${paying}</li>`;
    })
    .join("");

export function actInPortal(world: World, id: string, form: Form): Response {
  const session = find(world.state.portals, id, "session");
  try {
    act(world, session, form);
  } catch (error) {
    if (error instanceof Fault) return portalPage(world, id, error.message);
    throw error;
  }
  return seeOther(`/portal/${id}`);
}

function act(world: World, session: PortalSession, form: Form): void {
  switch (text(form, "do")) {
    case "plan":
      changePlan(world, session, text(form, "price") ?? "");
      return;
    case "cancel":
      cancelInPortal(world, session, true);
      return;
    case "keep":
      cancelInPortal(world, session, false);
      return;
    case "card": {
      if (!featuresOf(world, session).card) throw invalid("Cards are not changed here.");
      useCard(world, session.customer, text(form, "card") === "works" ? worksCard : failsCard);
      return;
    }
    case "pay": {
      const invoice = find(world.state.invoices, text(form, "invoice") ?? "", "invoice");
      if (invoice.customer !== session.customer) throw invalid("That is somebody else's.");
      if (!pay(world, invoice)) throw invalid("Your card was declined.");
      return;
    }
    default:
      throw invalid("Unknown action.");
  }
}
