import { paypalBase } from "../adapters/paypal.ts";
import type { Env } from "../env.ts";

const stripePages = "https://checkout.stripe.com";
const paypalPages: Readonly<Record<string, string>> = {
  "https://api-m.paypal.com": "https://www.paypal.com",
  "https://api-m.sandbox.paypal.com": "https://www.sandbox.paypal.com",
};

type PaymentEnv = Pick<Env, "BILLING" | "PAYPAL_BASE" | "STRIPE_API_BASE">;

/** Where the payment services' own pages are, as a form's policy names them; stand-ins have theirs beside their API. */
export function paymentOrigins(env: PaymentEnv): string[] {
  if (env.BILLING === "none") return [];
  const paypal = new URL(paypalBase(env)).origin;
  const stripe = env.STRIPE_API_BASE ? new URL(env.STRIPE_API_BASE).origin : "https://api.stripe.com";
  return [paypalPages[paypal] ?? paypal, stripe === "https://api.stripe.com" ? stripePages : stripe];
}
