import { Stripe } from "stripe";
import type { PaymentFacts } from "../domain/order/order.ts";
import type { OrderToPay, PaymentProvider } from "./payment-provider.ts";
import { isDeclined, isMissing } from "./stripe.ts";

const nothing: Omit<PaymentFacts, "stage" | "currency" | "amountMinor" | "payeeIsUs"> = {
  ...{ captureRef: null, capturedMinor: 0, refundedMinor: 0, lostMinor: 0 },
  dispute: "none",
};
const over = new Set(["lost", "won", "warning_closed", "prevented"]);

/** One payment by Stripe's Checkout. The card holds the money until we take it: all is checked again in between. */
export class StripePayments implements PaymentProvider {
  private readonly stripe: Stripe;

  constructor(stripe: Stripe) {
    this.stripe = stripe;
  }

  async open(order: OrderToPay): Promise<{ paymentRef: string; payUrl: string }> {
    const { orderId, currency, totalMinor, name, email } = order;
    const session = await this.stripe.checkout.sessions.create(
      {
        ...{ mode: "payment", client_reference_id: orderId, metadata: { order: orderId } },
        ...(email ? { customer_email: email } : {}),
        line_items: [{ price_data: { currency, unit_amount: totalMinor, product_data: { name } }, quantity: 1 }],
        payment_intent_data: { capture_method: "manual", metadata: { order: orderId } },
        ...{ success_url: order.returnUrl, cancel_url: order.cancelUrl },
      },
      { idempotencyKey: `order-${orderId}` },
    );
    if (!session.url) throw new Error("Stripe names no page to pay on");
    return { paymentRef: session.id, payUrl: session.url };
  }

  async ask(paymentRef: string): Promise<PaymentFacts> {
    try {
      const expand = ["payment_intent.latest_charge"];
      return await this.factsOf(await this.stripe.checkout.sessions.retrieve(paymentRef, { expand }));
    } catch (error) {
      if (!isMissing(error)) throw error;
      return { ...nothing, stage: "gone", currency: "", amountMinor: 0, payeeIsUs: false };
    }
  }

  private async factsOf(session: Stripe.Checkout.Session): Promise<PaymentFacts> {
    const intent = typeof session.payment_intent === "object" ? session.payment_intent : null;
    if (!intent || session.status !== "complete") {
      const asked = { currency: session.currency ?? "", amountMinor: session.amount_total ?? 0, payeeIsUs: true };
      return { ...nothing, ...asked, stage: session.status === "expired" ? "gone" : "open" };
    }
    // It is our key's own account, unless somebody has sent the money on.
    const payeeIsUs = !intent.transfer_data && !intent.on_behalf_of;
    const asked = { currency: intent.currency, amountMinor: intent.amount, payeeIsUs, captureRef: intent.id };
    if (intent.status === "requires_capture") return { ...nothing, ...asked, stage: "approved" };
    if (intent.status === "canceled") return { ...nothing, ...asked, stage: "gone" };
    if (intent.status !== "succeeded") return { ...nothing, ...asked, stage: "pending" };
    const charge = typeof intent.latest_charge === "object" ? intent.latest_charge : null;
    if (!charge) throw new Error(`payment ${intent.id} shows no charge`);
    const taken = { capturedMinor: charge.amount_captured, refundedMinor: charge.amount_refunded };
    const disputes = charge.disputed ? await this.disputes(intent.id) : { dispute: "none" as const, lostMinor: 0 };
    return { ...asked, ...taken, ...disputes, stage: "captured" };
  }

  private async disputes(intentId: string): Promise<Pick<PaymentFacts, "dispute" | "lostMinor">> {
    const { data } = await this.stripe.disputes.list({ payment_intent: intentId, limit: 100 });
    const lost = data.filter(({ status }) => status === "lost");
    const open = data.some(({ status }) => !over.has(status));
    const lostMinor = lost.reduce((sum, { amount }) => sum + amount, 0);
    return { dispute: open ? "open" : lost.length > 0 ? "lost" : "none", lostMinor };
  }

  async capture(_paymentRef: string, captureRef: string | null, key: string): Promise<"asked" | "declined"> {
    if (!captureRef) return "asked";
    try {
      await this.stripe.paymentIntents.capture(captureRef, {}, { idempotencyKey: key });
      return "asked";
    } catch (error) {
      if (isDeclined(error)) return "declined";
      if (isSettled(error)) return "asked";
      throw error;
    }
  }

  async refund(captureRef: string, minor: number, _currency: string, key: string): Promise<void> {
    try {
      await this.stripe.refunds.create({ payment_intent: captureRef, amount: minor }, { idempotencyKey: key });
    } catch (error) {
      if (!isSettled(error)) throw error;
    }
  }

  async abandon(paymentRef: string, captureRef: string | null): Promise<void> {
    try {
      if (captureRef) await this.stripe.paymentIntents.cancel(captureRef);
      else await this.stripe.checkout.sessions.expire(paymentRef);
    } catch (error) {
      // It was paid, expired or let go of in this moment: the next look shows which.
      if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
    }
  }
}

const isSettled = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError &&
  (error.code === "payment_intent_unexpected_state" || error.code === "charge_already_refunded");
