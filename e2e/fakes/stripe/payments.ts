import { failsCard } from "./customers.ts";
import { invalid } from "./fault.ts";
import { type Form, mergeMetadata, needed, part, rows, text, whole } from "./form.ts";
import { find, page } from "./lists.ts";
import type { Charge, CheckoutSession, Dispute, PaymentIntent, Refund } from "./objects.ts";
import type { World } from "./world.ts";

const dayS = 86_400;

/** Checkout for one payment of prices that are named in the request. */
export function createPaymentCheckout(world: World, form: Form): CheckoutSession {
  const [item, ...others] = rows(form, "line_items");
  const data = part(item ?? {}, "price_data");
  if (!item || others.length > 0) throw invalid("This fake takes one line item in the mode payment.", "line_items");
  const amount = (whole(data, "unit_amount") ?? 0) * (whole(item, "quantity") ?? 1);
  if (amount <= 0) throw invalid("The amount is too small.", "line_items", "amount_too_small");
  const intent = part(form, "payment_intent_data");
  const id = world.id("cs_test");
  const session: CheckoutSession = {
    ...{ id, object: "checkout.session", amount_subtotal: amount, created: world.nowS(), livemode: false },
    ...{ amount_total: amount, automatic_tax: { enabled: false, status: null }, currency: needed(data, "currency") },
    ...{ cancel_url: text(form, "cancel_url") ?? null, success_url: needed(form, "success_url"), customer: null },
    ...{ client_reference_id: text(form, "client_reference_id") ?? null, metadata: mergeMetadata({}, form) },
    ...{ expires_at: world.nowS() + dayS, mode: "payment", payment_intent: null, subscription: null },
    ...{ payment_status: "unpaid", status: "open", url: `${world.origin}/checkout/${id}` },
  };
  world.state.checkouts[id] = session;
  world.state.orders[id] = {
    ...{ items: [], subscriptionMetadata: {} },
    payment: {
      name: text(part(data, "product_data"), "name") ?? "",
      manual: text(intent, "capture_method") === "manual",
      metadata: mergeMetadata({}, intent),
    },
  };
  return session;
}

/** False: the card was declined; the session stays open. */
export function completePayment(world: World, session: CheckoutSession, card: string): boolean {
  const payment = world.state.orders[session.id]?.payment;
  if (!payment || card === failsCard) return false;
  const { amount_total: amount, currency } = session;
  const id = world.id("pi");
  const charge: Charge = {
    ...{ id: world.id("ch"), object: "charge", amount, amount_refunded: 0, currency, disputed: false },
    ...{ amount_captured: payment.manual ? 0 : amount, payment_intent: id },
  };
  const intent: PaymentIntent = {
    ...{ id, object: "payment_intent", amount, capture_method: payment.manual ? "manual" : "automatic", currency },
    ...{ created: world.nowS(), latest_charge: charge.id, livemode: false, metadata: payment.metadata },
    ...{ on_behalf_of: null, status: payment.manual ? "requires_capture" : "succeeded", transfer_data: null },
  };
  world.state.charges[charge.id] = charge;
  world.state.paymentIntents[id] = intent;
  const paid = payment.manual ? "unpaid" : "paid";
  Object.assign(session, { status: "complete", payment_status: paid, payment_intent: id, url: null });
  world.emit("checkout.session.completed", session);
  world.emit(`payment_intent.${payment.manual ? "amount_capturable_updated" : "succeeded"}`, intent);
  return true;
}

const unexpected = (intent: PaymentIntent) =>
  invalid(`This PaymentIntent is ${intent.status}.`, undefined, "payment_intent_unexpected_state");

export function captureIntent(world: World, id: string): PaymentIntent {
  const intent = find(world.state.paymentIntents, id, "payment_intent");
  if (intent.status !== "requires_capture") throw unexpected(intent);
  intent.status = "succeeded";
  chargeOf(world, intent).amount_captured = intent.amount;
  world.emit("payment_intent.succeeded", intent);
  return intent;
}

export function cancelIntent(world: World, id: string): PaymentIntent {
  const intent = find(world.state.paymentIntents, id, "payment_intent");
  if (intent.status !== "requires_capture") throw unexpected(intent);
  intent.status = "canceled";
  world.emit("payment_intent.canceled", intent);
  return intent;
}

export function createRefund(world: World, form: Form): Refund {
  const intent = find(world.state.paymentIntents, needed(form, "payment_intent"), "payment_intent", 400);
  const charge = chargeOf(world, intent);
  const left = charge.amount_captured - charge.amount_refunded;
  // Once the bank has decided for the shop, it may be given back again.
  const disputes = Object.values(world.state.disputes).filter((d) => d.payment_intent === intent.id);
  if (disputes.some(({ status }) => status !== "won"))
    throw invalid("This charge is disputed.", undefined, "charge_disputed");
  const amount = whole(form, "amount") ?? left;
  if (left === 0) throw invalid("The charge has been refunded.", undefined, "charge_already_refunded");
  if (amount <= 0 || amount > left) throw invalid("The refund is greater than what is left.", "amount");
  charge.amount_refunded += amount;
  const { currency } = charge;
  const id = world.id("re");
  const made: Refund = { id, object: "refund", amount, currency, payment_intent: intent.id, status: "succeeded" };
  world.state.refunds[id] = made;
  world.emit("charge.refunded", charge);
  return made;
}

export function listDisputes(world: World, form: Form): object {
  const intent = text(form, "payment_intent");
  const all = Object.values(world.state.disputes).filter((d) => !intent || d.payment_intent === intent);
  return page(all, form, "/v1/disputes");
}

/** The buyer's bank takes the money back, and perhaps gives it to the shop again. */
export function disputePayment(world: World, intentId: string, outcome?: "won" | "lost"): void {
  const charge = chargeOf(world, find(world.state.paymentIntents, intentId, "payment_intent"));
  const all = Object.values(world.state.disputes).filter((d) => d.payment_intent === intentId);
  const open = all.find((d) => d.status === "needs_response");
  if (outcome && !open) throw invalid("There is no open dispute.");
  if (open && outcome) {
    open.status = outcome;
    world.emit("charge.dispute.closed", open);
    return;
  }
  const amount = charge.amount_captured - charge.amount_refunded;
  // A charge is disputed once; Stripe marks it for good.
  if (all.length > 0 || amount <= 0) throw invalid("The charge cannot be disputed.");
  const id = world.id("du");
  const made: Dispute = {
    ...{ id, object: "dispute", amount, currency: charge.currency, payment_intent: intentId },
    status: "needs_response",
  };
  charge.disputed = true;
  world.state.disputes[id] = made;
  world.emit("charge.dispute.created", made);
}

const chargeOf = (world: World, intent: PaymentIntent): Charge =>
  find(world.state.charges, intent.latest_charge ?? "", "charge");
