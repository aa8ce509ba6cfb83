import type { PaymentMethod } from "#contract/order";
import type { PaymentProvider } from "../../adapters/payment-provider.ts";
import { openPayPal } from "../../adapters/paypal.ts";
import { PayPalPayments } from "../../adapters/paypal-payments.ts";
import { openStripe } from "../../adapters/stripe.ts";
import { StripePayments } from "../../adapters/stripe-payments.ts";
import { type Db, openDb } from "../../db/client.ts";
import type { Env } from "../../env.ts";

/** What orders are made with. */
export interface Ordering {
  readonly db: Db;
  /** Null: that service is not set up here. */
  readonly provider: (method: PaymentMethod) => PaymentProvider | null;
  readonly origin: string;
  /** Where a buyer comes back to from paying, before the order's id; the app's own page unless set. */
  readonly backPath?: string;
}

export function orderingOf(env: Env): Ordering {
  const provider = (method: PaymentMethod): PaymentProvider | null => {
    if (method === "paypal") {
      const paypal = openPayPal(env);
      return paypal && new PayPalPayments(paypal);
    }
    const stripe = openStripe(env);
    return stripe && new StripePayments(stripe);
  };
  return { db: openDb(env.DB), provider, origin: env.PUBLIC_ORIGIN };
}
