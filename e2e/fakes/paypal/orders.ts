import { type Capture, Fault, minorOf, type PayPalOrder, type Refund } from "./objects.ts";
import type { World } from "./world.ts";

type Body = Record<string, unknown>;
const part = (from: unknown, name: string): Body => {
  const found = typeof from === "object" && from !== null ? (from as Body)[name] : undefined;
  return typeof found === "object" && found !== null ? (found as Body) : {};
};
const text = (from: Body, name: string): string => (typeof from[name] === "string" ? from[name] : "");

export function createOrder(world: World, merchantId: string, body: Body): object {
  const units = Array.isArray(body.purchase_units) ? (body.purchase_units as Body[]) : [];
  const [unit] = units;
  if (body.intent !== "CAPTURE" || !unit || units.length !== 1) throw new Fault(422, "INVALID_PARAMETER_VALUE");
  const amount = part(unit, "amount");
  const context = part(part(part(body, "payment_source"), "paypal"), "experience_context");
  if (!/^[A-Z]{3}$/.test(text(amount, "currency_code"))) throw new Fault(422, "INVALID_CURRENCY_CODE");
  const order: PayPalOrder = {
    ...{ id: world.id(), status: "PAYER_ACTION_REQUIRED", currency: text(amount, "currency_code") },
    ...{ minor: minorOf(amount.value), payee: text(part(unit, "payee"), "merchant_id") || merchantId },
    ...{ customId: text(unit, "custom_id"), createdMs: world.nowMs(), captureId: null },
    ...{ returnUrl: text(context, "return_url"), cancelUrl: text(context, "cancel_url") },
  };
  if (order.minor === 0) throw new Fault(422, "CANNOT_BE_ZERO_OR_NEGATIVE");
  world.state.orders[order.id] = order;
  return world.orderView(order);
}

export function approve(world: World, id: string): PayPalOrder {
  const order = mustFind(world, id);
  if (order.status === "COMPLETED" || order.status === "VOIDED") throw new Fault(422, "ORDER_ALREADY_CAPTURED");
  order.status = "APPROVED";
  world.emit("CHECKOUT.ORDER.APPROVED", world.orderView(order));
  return order;
}

export function capture(world: World, id: string): object {
  const order = mustFind(world, id);
  if (order.captureId) throw new Fault(422, "ORDER_ALREADY_CAPTURED");
  if (order.status !== "APPROVED") throw new Fault(422, "ORDER_NOT_APPROVED");
  const status = world.captureOf.get(id) ?? world.nextCaptures.shift() ?? "COMPLETED";
  // The buyer's card is refused: nothing is taken, and another can be chosen on the same page.
  if (status === "DECLINED") throw new Fault(422, "INSTRUMENT_DECLINED");
  const made: Capture = {
    ...{ id: world.id(), orderId: id, status, minor: order.minor, createdMs: world.nowMs() },
  };
  world.state.captures[made.id] = made;
  order.captureId = made.id;
  order.status = "COMPLETED";
  world.emit(`PAYMENT.CAPTURE.${status}`, world.captureView(made));
  return world.orderView(order);
}

/** What becomes of a pending capture. */
export function settle(world: World, captureId: string, status: "COMPLETED" | "DECLINED"): void {
  const found = world.state.captures[captureId];
  if (found?.status !== "PENDING") throw new Fault(422, "NOT_PENDING");
  found.status = status;
  world.emit(`PAYMENT.CAPTURE.${status === "DECLINED" ? "DENIED" : status}`, world.captureView(found));
}

export function refund(world: World, captureId: string, body: Body): object {
  const found = world.state.captures[captureId];
  if (!found) throw new Fault(404, "RESOURCE_NOT_FOUND");
  if (found.status === "REFUNDED") throw new Fault(422, "CAPTURE_FULLY_REFUNDED");
  if (found.status !== "COMPLETED" && found.status !== "PARTIALLY_REFUNDED") {
    throw new Fault(422, "INVALID_RESOURCE_STATE");
  }
  if (isOpen(world, captureId)) throw new Fault(422, "CAPTURE_DISPUTED_PARTIAL_REFUND_NOT_ALLOWED");
  const given = world.refundsOf(captureId).reduce((sum, one) => sum + one.minor, 0) + lost(world, captureId);
  const amount = part(body, "amount");
  const minor = amount.value === undefined ? found.minor - given : minorOf(amount.value);
  const currency = world.state.orders[found.orderId]?.currency;
  if (amount.value !== undefined && amount.currency_code !== currency) {
    throw new Fault(422, "REFUND_CAPTURE_CURRENCY_MISMATCH");
  }
  if (minor > found.minor - given) throw new Fault(422, "REFUND_AMOUNT_EXCEEDED");
  const made: Refund = { id: world.id(), captureId, status: "COMPLETED", minor };
  world.state.refunds[made.id] = made;
  found.status = given + minor === found.minor ? "REFUNDED" : "PARTIALLY_REFUNDED";
  world.emit("PAYMENT.CAPTURE.REFUNDED", world.refundView(made));
  return world.refundView(made);
}

/** The buyer complains; later PayPal decides. */
export function dispute(world: World, captureId: string, outcome?: "buyer" | "seller"): void {
  const open = Object.values(world.state.disputes).find((d) => d.captureId === captureId && d.status === "OPEN");
  if (outcome === undefined) {
    const found = world.state.captures[captureId];
    const given = world.refundsOf(captureId).reduce((sum, one) => sum + one.minor, 0) + lost(world, captureId);
    if (open || !found || found.status === "PENDING" || found.minor === given) throw new Fault(422, "NOT_DISPUTABLE");
    const id = `PP-D-${world.id()}`;
    world.state.disputes[id] = { id, captureId, minor: found.minor - given, status: "OPEN", outcome: null };
    world.emit("CUSTOMER.DISPUTE.CREATED", world.disputeView(world.state.disputes[id]));
    return;
  }
  if (!open) throw new Fault(422, "NO_OPEN_DISPUTE");
  open.status = "RESOLVED";
  open.outcome = outcome === "buyer" ? "RESOLVED_BUYER_FAVOUR" : "RESOLVED_SELLER_FAVOUR";
  world.emit("CUSTOMER.DISPUTE.RESOLVED", world.disputeView(open));
}

export const listDisputes = (world: World, captureId: string): object => ({
  items: Object.values(world.state.disputes)
    .filter((d) => d.captureId === captureId)
    .map((d) => world.disputeView(d)),
});

const isOpen = (world: World, captureId: string): boolean =>
  Object.values(world.state.disputes).some((d) => d.captureId === captureId && d.status === "OPEN");

/** What disputes have taken from the shop. */
export const lost = (world: World, captureId: string): number =>
  Object.values(world.state.disputes)
    .filter((d) => d.captureId === captureId && d.outcome === "RESOLVED_BUYER_FAVOUR")
    .reduce((sum, d) => sum + d.minor, 0);

export function mustFind(world: World, id: string): PayPalOrder {
  const order = world.order(id);
  if (!order) throw new Fault(404, "RESOURCE_NOT_FOUND");
  return order;
}
