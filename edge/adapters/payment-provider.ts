import type { PaymentFacts } from "../domain/order/order.ts";

export interface OrderToPay {
  readonly orderId: string;
  readonly currency: string;
  readonly totalMinor: number;
  readonly email: string | null;
  /** What the payment service's page calls it. */
  readonly name: string;
  readonly returnUrl: string;
  readonly cancelUrl: string;
}

/**
 * Who takes the money. Every call may fail after it was done: then it throws, and is asked about, or made again under the
 * same key. What the service refuses because it is already so, is no failure.
 */
export interface PaymentProvider {
  open(order: OrderToPay): Promise<{ paymentRef: string; payUrl: string }>;
  ask(paymentRef: string): Promise<PaymentFacts>;
  /** `declined`: the buyer's means of payment was refused. */
  capture(paymentRef: string, captureRef: string | null, key: string): Promise<"asked" | "declined">;
  refund(captureRef: string, minor: number, currency: string, key: string): Promise<void>;
  /** Nobody can pay any more, where the service knows such a thing. */
  abandon(paymentRef: string, captureRef: string | null): Promise<void>;
}
