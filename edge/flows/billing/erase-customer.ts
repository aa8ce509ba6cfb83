import { log } from "../../adapters/log.ts";
import { isMissing, openStripe } from "../../adapters/stripe.ts";
import { findCustomer, forgetCustomer } from "../../db/billing.ts";
import { openDb } from "../../db/client.ts";
import type { Env } from "../../env.ts";

/**
 * Deletes the owner at Stripe, which ends their subscription at once, and what is known of it here. Twice is once. Throws
 * where Stripe does not answer: the erasure has to be tried again.
 */
export async function eraseCustomer(env: Env, ownerId: string): Promise<void> {
  const db = openDb(env.DB);
  const customer = await findCustomer(db, ownerId);
  if (customer) {
    const stripe = openStripe(env);
    if (stripe) {
      await stripe.customers.del(customer.stripeCustomerId).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
    } else if (env.BILLING === "none") {
      // Billing was switched off for good; nobody can be asked to forget any more.
      log("warn", "customer-left-at-stripe", { customer: customer.stripeCustomerId });
    } else throw new Error("Stripe is not set up");
  }
  await forgetCustomer(db, ownerId);
}
