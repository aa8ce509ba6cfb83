import { errorText, log } from "../../adapters/log.ts";
import { openStripe } from "../../adapters/stripe.ts";
import { customersToCheck } from "../../db/billing.ts";
import { openDb } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { syncCustomer } from "./sync-customer.ts";

const customersPerRun = 40;

/** Asks Stripe about customers of whom a webhook may have got lost. */
export async function reconcileBilling(env: Env, nowMs: number): Promise<number> {
  const stripe = openStripe(env);
  if (!stripe) return 0;
  const db = openDb(env.DB);
  let done = 0;
  for (const ownerId of await customersToCheck(db, customersPerRun, nowMs)) {
    try {
      await syncCustomer(stripe, db, ownerId, null, nowMs);
      done++;
    } catch (error) {
      log("warn", "billing-check-failed", { ownerId, error: errorText(error) });
    }
  }
  return done;
}
