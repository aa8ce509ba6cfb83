import type { Capture, Dispute, PayPalOrder, Refund, State } from "./objects.ts";
import { value } from "./objects.ts";

const unapprovedForMs = 3 * 3_600_000;

/** State, time and ids: what every handler works on, and the objects as the API shows them. */
export class World {
  state: State;
  origin = "http://paypal.test";
  /** What becomes of the captures to come, in order; COMPLETED when there is none. */
  readonly nextCaptures: Capture["status"][] = [];
  /** And of one order's, whoever else pays meanwhile: as long as nothing else is said of it. */
  readonly captureOf = new Map<string, Capture["status"]>();
  readonly nowMs: () => number;

  constructor(state: State, nowMs: () => number) {
    this.state = state;
    this.nowMs = nowMs;
  }

  id(): string {
    return crypto.randomUUID().replaceAll("-", "").slice(0, 17).toUpperCase();
  }

  /** Null: no such order, or nobody approved it in time. */
  order(id: string): PayPalOrder | null {
    const order = this.state.orders[id];
    if (!order) return null;
    const isOld = this.nowMs() - order.createdMs > unapprovedForMs;
    return order.status === "PAYER_ACTION_REQUIRED" && isOld ? null : order;
  }

  refundsOf(captureId: string): Refund[] {
    return Object.values(this.state.refunds).filter((refund) => refund.captureId === captureId);
  }

  orderView(order: PayPalOrder): object {
    const { id, status, currency, minor, payee, customId, captureId } = order;
    const capture = captureId ? this.state.captures[captureId] : undefined;
    const payments = capture && {
      captures: [this.captureView(capture)],
      refunds: this.refundsOf(capture.id).map((refund) => this.refundView(refund)),
    };
    return {
      ...{ id, status, intent: "CAPTURE" },
      purchase_units: [
        {
          ...{ reference_id: "default", custom_id: customId },
          amount: { currency_code: currency, value: value(minor) },
          payee: { merchant_id: payee },
          ...(payments ? { payments } : {}),
        },
      ],
      links: [
        { rel: "self", method: "GET", href: `${this.origin}/v2/checkout/orders/${id}` },
        { rel: "payer-action", method: "GET", href: `${this.origin}/checkoutnow?token=${id}` },
      ],
    };
  }

  captureView(capture: Capture): object {
    const order = this.state.orders[capture.orderId];
    return {
      ...{ id: capture.id, status: capture.status, final_capture: true, custom_id: order?.customId },
      amount: { currency_code: order?.currency, value: value(capture.minor) },
      supplementary_data: { related_ids: { order_id: capture.orderId } },
      ...(capture.status === "PENDING" ? { status_details: { reason: "PENDING_REVIEW" } } : {}),
    };
  }

  refundView(refund: Refund): object {
    const order = this.state.orders[this.state.captures[refund.captureId]?.orderId ?? ""];
    return {
      ...{ id: refund.id, status: refund.status },
      amount: { currency_code: order?.currency, value: value(refund.minor) },
      links: [{ rel: "up", method: "GET", href: `${this.origin}/v2/payments/captures/${refund.captureId}` }],
    };
  }

  disputeView(dispute: Dispute): object {
    const order = this.state.orders[this.state.captures[dispute.captureId]?.orderId ?? ""];
    return {
      ...{ dispute_id: dispute.id, status: dispute.status, reason: "MERCHANDISE_OR_SERVICE_NOT_RECEIVED" },
      dispute_amount: { currency_code: order?.currency, value: value(dispute.minor) },
      disputed_transactions: [{ seller_transaction_id: dispute.captureId, custom: order?.customId }],
      ...(dispute.outcome ? { dispute_outcome: { outcome_code: dispute.outcome } } : {}),
    };
  }

  /** Notes an event with the object as it is now. */
  emit(type: string, resource: object): void {
    const id = `WH-${this.id()}`;
    const createTime = new Date(this.nowMs()).toISOString();
    const event = { id, event_version: "1.0", create_time: createTime, resource_version: "2.0", event_type: type };
    this.state.events[id] = { id, type, body: JSON.stringify({ ...event, resource }) };
    this.state.unsent.push(id);
  }
}
