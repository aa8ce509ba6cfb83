import type { Stripe } from "stripe";
import type { ProblemCode } from "#contract/problem";
import { openStripe } from "../../adapters/stripe.ts";
import type { Env } from "../../env.ts";

export type Answered<T> = { ok: true; value: T } | { ok: false; code: ProblemCode; detail?: string };

/** Stripe, or why there is none. */
export function stripeOf(env: Env): Answered<Stripe> {
  const stripe = openStripe(env);
  if (stripe) return { ok: true, value: stripe };
  if (env.BILLING === "none") return { ok: false, code: "billing-off" };
  return { ok: false, code: "billing-unavailable", detail: `No Stripe key of the mode ${env.BILLING} is set.` };
}
