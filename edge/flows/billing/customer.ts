import type { Stripe } from "stripe";
import { isMissing } from "../../adapters/stripe.ts";
import { findCustomer, rememberCustomer } from "../../db/billing.ts";
import type { Db } from "../../db/client.ts";

/** The owner at Stripe, made when they first have something to pay. */
export async function ensureCustomer(
  stripe: Stripe,
  db: Db,
  who: { ownerId: string; email: string | null },
  nowMs: number,
): Promise<string> {
  const known = (await findCustomer(db, who.ownerId))?.stripeCustomerId ?? null;
  if (known && (await isThere(stripe, known))) return known;
  const made = await stripe.customers.create(
    { ...(who.email ? { email: who.email } : {}), metadata: { owner: who.ownerId } },
    // Two requests at once make one customer.
    { idempotencyKey: `customer-${who.ownerId}-${known ?? "first"}-${who.email ?? ""}` },
  );
  return rememberCustomer(db, who.ownerId, made.id, known, nowMs);
}

/** Somebody may have deleted it in Stripe's dashboard. */
async function isThere(stripe: Stripe, customerId: string): Promise<boolean> {
  try {
    return !(await stripe.customers.retrieve(customerId)).deleted;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
