import * as v from "valibot";
import type { PaymentFacts } from "../domain/order/order.ts";
import type { OrderToPay, PaymentProvider } from "./payment-provider.ts";
import { type PayPal, PayPalRefusal } from "./paypal.ts";

const moneySchema = v.object({ currency_code: v.string(), value: v.pipe(v.string(), v.regex(/^\d{1,12}(\.\d{2})?$/)) });
type Money = v.InferOutput<typeof moneySchema>;

const orderSchema = v.object({
  id: v.string(),
  status: v.string(),
  purchase_units: v.tuple([
    v.object({
      amount: moneySchema,
      payee: v.optional(v.object({ merchant_id: v.optional(v.string()) })),
      payments: v.optional(
        v.object({
          captures: v.optional(v.array(v.object({ id: v.string(), status: v.string(), amount: moneySchema }))),
          refunds: v.optional(v.array(v.object({ status: v.string(), amount: moneySchema }))),
        }),
      ),
    }),
  ]),
  links: v.optional(v.array(v.object({ rel: v.string(), href: v.string() })), []),
});
const disputesSchema = v.object({
  items: v.optional(
    v.array(
      v.object({
        status: v.string(),
        dispute_amount: v.optional(moneySchema),
        dispute_outcome: v.optional(v.object({ outcome_code: v.optional(v.string()) })),
      }),
    ),
    [],
  ),
});

/** PayPal writes amounts of these currencies with two decimals; here they are whole pence, cents. */
export const toValue = (minor: number): string => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;
export function toMinor({ value }: Money): number {
  const [whole = "0", part = "00"] = value.split(".");
  return Number(whole) * 100 + Number(part);
}
const sum = (all: readonly Money[]): number => all.reduce((total, money) => total + toMinor(money), 0);

const nothing: Omit<PaymentFacts, "stage" | "currency" | "amountMinor" | "payeeIsUs"> = {
  ...{ captureRef: null, capturedMinor: 0, refundedMinor: 0, lostMinor: 0 },
  dispute: "none",
};
const gone: PaymentFacts = { ...nothing, stage: "gone", currency: "", amountMinor: 0, payeeIsUs: false };

const captured = new Set(["COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"]);
const onItsWay = new Set(["COMPLETED", "PENDING"]);

export class PayPalPayments implements PaymentProvider {
  private readonly paypal: PayPal;

  constructor(paypal: PayPal) {
    this.paypal = paypal;
  }

  async open(order: OrderToPay): Promise<{ paymentRef: string; payUrl: string }> {
    const amount = { currency_code: order.currency.toUpperCase(), value: toValue(order.totalMinor) };
    const unit = { custom_id: order.orderId, description: order.name, amount };
    const context = {
      ...{ return_url: order.returnUrl, cancel_url: order.cancelUrl },
      // Where it goes is part of the price, and was asked for here.
      ...{ user_action: "PAY_NOW", shipping_preference: "NO_SHIPPING" },
    };
    const body = {
      intent: "CAPTURE",
      purchase_units: [{ ...unit, payee: { merchant_id: this.paypal.merchantId } }],
      payment_source: { paypal: { experience_context: context } },
    };
    const made = v.parse(orderSchema, await this.paypal.post("/v2/checkout/orders", body, `order-${order.orderId}`));
    const payUrl = made.links.find(({ rel }) => rel === "payer-action" || rel === "approve")?.href;
    if (!payUrl) throw new Error("PayPal names no page to pay on");
    return { paymentRef: made.id, payUrl };
  }

  async ask(paymentRef: string): Promise<PaymentFacts> {
    let order: v.InferOutput<typeof orderSchema>;
    try {
      order = v.parse(orderSchema, await this.paypal.get(`/v2/checkout/orders/${encodeURIComponent(paymentRef)}`));
    } catch (error) {
      if (error instanceof PayPalRefusal && error.status === 404) return gone;
      throw error;
    }
    const [unit] = order.purchase_units;
    const [capture] = unit.payments?.captures ?? [];
    const asked = {
      ...{ currency: unit.amount.currency_code.toLowerCase(), amountMinor: toMinor(unit.amount) },
      payeeIsUs: unit.payee?.merchant_id === this.paypal.merchantId,
    };
    if (!capture) {
      const stage = order.status === "APPROVED" ? "approved" : order.status === "VOIDED" ? "gone" : "open";
      return { ...nothing, ...asked, stage };
    }
    const stage = captured.has(capture.status) ? "captured" : capture.status === "PENDING" ? "pending" : "denied";
    if (stage !== "captured") return { ...nothing, ...asked, stage, captureRef: capture.id };
    const refunds = (unit.payments?.refunds ?? []).filter(({ status }) => onItsWay.has(status));
    return {
      ...asked,
      ...{ stage, captureRef: capture.id, capturedMinor: toMinor(capture.amount) },
      ...{ currency: capture.amount.currency_code.toLowerCase() },
      refundedMinor: sum(refunds.map(({ amount }) => amount)),
      ...(await this.disputes(capture.id)),
    };
  }

  private async disputes(captureRef: string): Promise<Pick<PaymentFacts, "dispute" | "lostMinor">> {
    const path = `/v1/customer/disputes?disputed_transaction_id=${encodeURIComponent(captureRef)}`;
    const { items } = v.parse(disputesSchema, await this.paypal.get(path));
    const lost = items.filter(({ dispute_outcome: end }) => end?.outcome_code === "RESOLVED_BUYER_FAVOUR");
    const open = items.some(({ status }) => status !== "RESOLVED");
    const lostMinor = sum(lost.flatMap(({ dispute_amount: amount }) => (amount ? [amount] : [])));
    return { dispute: open ? "open" : lost.length > 0 ? "lost" : "none", lostMinor };
  }

  async capture(paymentRef: string, _captureRef: string | null, key: string): Promise<"asked" | "declined"> {
    try {
      await this.paypal.post(`/v2/checkout/orders/${encodeURIComponent(paymentRef)}/capture`, {}, key);
      return "asked";
    } catch (error) {
      if (!(error instanceof PayPalRefusal)) throw error;
      if (declines.has(error.issue)) return "declined";
      if (settled.has(error.issue)) return "asked";
      throw error;
    }
  }

  async refund(captureRef: string, minor: number, currency: string, key: string): Promise<void> {
    const amount = { currency_code: currency.toUpperCase(), value: toValue(minor) };
    try {
      await this.paypal.post(`/v2/payments/captures/${encodeURIComponent(captureRef)}/refund`, { amount }, key);
    } catch (error) {
      if (!(error instanceof PayPalRefusal) || error.issue !== "CAPTURE_FULLY_REFUNDED") throw error;
    }
  }

  /** PayPal has no such thing: only we capture, and what nobody captures is gone after hours. */
  async abandon(): Promise<void> {}
}

const declines = new Set(["INSTRUMENT_DECLINED", "PAYER_CANNOT_PAY", "TRANSACTION_REFUSED", "PAYER_ACTION_REQUIRED"]);
/** It is as the next look will show. */
const settled = new Set(["ORDER_ALREADY_CAPTURED", "ORDER_NOT_APPROVED", "RESOURCE_NOT_FOUND", "ORDER_EXPIRED"]);
