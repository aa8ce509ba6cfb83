import { useCard } from "./customers.ts";
import { invalid } from "./fault.ts";
import { type Form, flag, mergeMetadata, needed, part, rows, text } from "./form.ts";
import { find, liveCustomer, page } from "./lists.ts";
import type { CheckoutSession } from "./objects.ts";
import { completePayment, createPaymentCheckout } from "./payments.ts";
import { startSubscription, wantedItems } from "./subscriptions.ts";
import { taxOf } from "./tax.ts";
import type { World } from "./world.ts";

const daysS = 86_400;

export function createCheckout(world: World, form: Form): CheckoutSession {
  if (text(form, "mode") === "payment") return createPaymentCheckout(world, form);
  if (text(form, "mode") !== "subscription")
    throw invalid("This fake knows the modes subscription and payment.", "mode");
  const customer = liveCustomer(world, needed(form, "customer"));
  const items = wantedItems(world, rows(form, "line_items"));
  if (items.length === 0) throw invalid("Missing required param: line_items.", "line_items", "parameter_missing");
  const taxed = flag(part(form, "automatic_tax"), "enabled") ?? false;
  const takesAddress = text(part(form, "customer_update"), "address") === "auto";
  if (taxed && !customer.address && !takesAddress) {
    throw invalid("Automatic tax needs an address; set customer_update[address] to auto.", "customer_update");
  }
  const subtotal = items.reduce(
    (sum, { price, quantity }) => sum + (world.state.prices[price]?.unit_amount ?? 0) * (quantity ?? 0),
    0,
  );
  const id = world.id("cs_test");
  const session: CheckoutSession = {
    ...{ id, object: "checkout.session", amount_subtotal: subtotal, created: world.nowS(customer.id), livemode: false },
    amount_total: subtotal + (taxed ? taxOf(subtotal) : 0),
    automatic_tax: { enabled: taxed, status: taxed ? "complete" : null },
    ...{ cancel_url: text(form, "cancel_url") ?? null, success_url: needed(form, "success_url") },
    ...{ client_reference_id: text(form, "client_reference_id") ?? null, currency: "gbp", customer: customer.id },
    ...{ expires_at: world.nowS(customer.id) + daysS, metadata: mergeMetadata({}, form), mode: "subscription" },
    payment_intent: null,
    ...{ payment_status: "unpaid", status: "open", subscription: null, url: `${world.origin}/checkout/${id}` },
  };
  world.state.checkouts[id] = session;
  world.state.orders[id] = { items, subscriptionMetadata: mergeMetadata({}, part(form, "subscription_data")) };
  return session;
}

/** False: the card was declined; the session stays open. */
export function completeCheckout(world: World, id: string, card: string): boolean {
  const session = openCheckout(world, id);
  const order = find(world.state.orders, id, "checkout.session");
  if (session.mode === "payment") return completePayment(world, session, card);
  const customerId = session.customer ?? "";
  const customer = liveCustomer(world, customerId);
  customer.address ??= { country: "GB" };
  const method = useCard(world, customerId, card);
  // Checkout takes the money first; a declined card leaves nothing behind.
  if (method.card.last4 !== "4242") return false;
  const { sub } = startSubscription(world, {
    ...{ customer: customerId, items: order.items, metadata: order.subscriptionMetadata },
    ...{ automaticTax: session.automatic_tax.enabled, paymentMethod: method.id },
  });
  Object.assign(session, { status: "complete", payment_status: "paid", subscription: sub.id, url: null });
  world.emit("checkout.session.completed", session, customerId);
  return true;
}

export function openCheckout(world: World, id: string): CheckoutSession {
  const session = find(world.state.checkouts, id, "checkout.session");
  if (session.status !== "open") throw invalid(`This Checkout session is ${session.status}.`);
  return session;
}

export function expireCheckout(world: World, id: string): CheckoutSession {
  const session = openCheckout(world, id);
  Object.assign(session, { status: "expired", url: null });
  world.emit("checkout.session.expired", session, session.customer ?? undefined);
  return session;
}

export function listCheckouts(world: World, form: Form): object {
  const [customer, status] = [text(form, "customer"), text(form, "status")];
  const all = Object.values(world.state.checkouts).filter(
    (s) => (!customer || s.customer === customer) && (!status || s.status === status),
  );
  return page(all, form, "/v1/checkout/sessions");
}
