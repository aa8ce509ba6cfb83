import type { Stripe } from "stripe";
import type { PayPalEvent } from "../../adapters/paypal-webhook.ts";
import type { Db } from "../../db/client.ts";
import { findOrder, isKnownPaymentEvent, type OrderRow, orderOfPayment } from "../../db/orders.ts";
import type { Ordering } from "./ordering.ts";
import { settleOrder } from "./settle-order.ts";

/** An event is a hint to ask. Twice, late or out of order is the same. False: it is about no order of ours. */
export async function onPayPalEvent(ordering: Ordering, event: PayPalEvent, nowMs: number): Promise<boolean> {
  const row = await orderOfPayPal(ordering.db, event.resource);
  if (!row) return false;
  await hear(ordering, row, { eventId: event.id, type: event.type }, nowMs);
  return true;
}

export async function onStripePayment(ordering: Ordering, event: Stripe.Event, nowMs: number): Promise<boolean> {
  const row = await orderOfStripe(ordering.db, event.data.object as unknown as Fields);
  if (!row) return false;
  await hear(ordering, row, { eventId: event.id, type: event.type }, nowMs);
  return true;
}

async function hear(
  ordering: Ordering,
  row: OrderRow,
  heard: { eventId: string; type: string },
  nowMs: number,
): Promise<void> {
  if (await isKnownPaymentEvent(ordering.db, heard.eventId)) return;
  await settleOrder(ordering, row.orderId, nowMs, { heard, approved: heard.type === "CHECKOUT.ORDER.APPROVED" });
}

type Fields = Readonly<Record<string, unknown>>;
const fields = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const first = (value: unknown): Fields => fields(Array.isArray(value) ? value[0] : undefined);

async function named(db: Db, orderId: string, method: OrderRow["method"]): Promise<OrderRow | undefined> {
  const row = orderId ? await findOrder(db, orderId) : undefined;
  return row?.method === method ? row : undefined;
}

/** Orders, captures and refunds carry our own id; a dispute names the capture. */
async function orderOfPayPal(db: Db, resource: Fields): Promise<OrderRow | undefined> {
  const own = text(resource.custom_id) || text(first(resource.purchase_units).custom_id);
  const row = await named(db, own, "paypal");
  if (row) return row;
  const disputed = text(first(resource.disputed_transactions).seller_transaction_id);
  const links = Array.isArray(resource.links) ? resource.links.map(fields) : [];
  const up = text(links.find(({ rel }) => rel === "up")?.href).split("/payments/captures/")[1];
  const captureRef = disputed || text(up);
  return captureRef ? orderOfPayment(db, "paypal", { captureRef }) : undefined;
}

/** Sessions and payments carry our own id; charges, refunds and disputes name the payment. */
async function orderOfStripe(db: Db, object: Fields): Promise<OrderRow | undefined> {
  switch (object.object) {
    case "checkout.session":
      return object.mode === "payment" ? orderOfPayment(db, "stripe", { paymentRef: text(object.id) }) : undefined;
    case "payment_intent":
      return named(db, text(fields(object.metadata).order), "stripe");
    case "charge":
    case "dispute":
    case "refund": {
      const captureRef = text(object.payment_intent) || text(fields(object.payment_intent).id);
      return captureRef ? orderOfPayment(db, "stripe", { captureRef }) : undefined;
    }
    default:
      return undefined;
  }
}
