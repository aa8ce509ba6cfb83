import type { Stripe } from "stripe";
import type { PaidPlan } from "#contract/plan";
import { isDeclined } from "../../adapters/stripe.ts";
import { findCustomer } from "../../db/billing.ts";
import { openDb } from "../../db/client.ts";
import { planChange } from "../../domain/billing/plan-change.ts";
import { itemsOf } from "../../domain/billing/stripe-facts.ts";
import { isLiving } from "../../domain/billing/subscription.ts";
import type { Env } from "../../env.ts";
import { readPriceTable } from "../price-table.ts";
import { type Answered, stripeOf } from "./answered.ts";
import { ensureCatalogue } from "./catalogue.ts";
import { readFacts, syncCustomer } from "./sync-customer.ts";

/** Another plan: a larger one at once, a smaller one with the next period. */
export async function changePlan(env: Env, ownerId: string, wanted: PaidPlan, nowMs: number): Promise<Answered<null>> {
  const found = stripeOf(env);
  if (!found.ok) return found;
  const stripe = found.value;
  const db = openDb(env.DB);
  const customer = await findCustomer(db, ownerId);
  const facts = customer ? await readFacts(stripe, customer.stripeCustomerId) : null;
  if (!facts || !isLiving(facts.status)) return { ok: false, code: "not-subscribed" };
  const change = planChange(facts, wanted);
  if (change === "unpaid") {
    return { ok: false, code: "payment-failed", detail: "An invoice waits to be paid; settle it first." };
  }
  try {
    if (change !== "nothing") {
      const price = (await ensureCatalogue(stripe, await readPriceTable(db))).plans[wanted];
      await carryOut(stripe, facts.subscriptionId, change, price);
    }
  } catch (error) {
    if (!isDeclined(error)) throw error;
    return { ok: false, code: "payment-failed", detail: "The card was declined; the plan has not changed." };
  } finally {
    // Also after a refusal: what was planned before may have been taken back already.
    await syncCustomer(stripe, db, ownerId, null, nowMs);
  }
  return { ok: true, value: null };
}

async function carryOut(
  stripe: Stripe,
  subscriptionId: string,
  change: "keep" | "upgrade" | "downgrade",
  price: string,
): Promise<void> {
  const subscription = await stripe.subscriptions.retrieve(subscriptionId);
  const { plan, overage } = itemsOf(subscription);
  if (!plan) throw new Error(`${subscriptionId} has no plan`);
  const schedule = typeof subscription.schedule === "string" ? subscription.schedule : subscription.schedule?.id;
  if (schedule) await stripe.subscriptionSchedules.release(schedule);
  if (subscription.cancel_at_period_end) {
    await stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: false });
  }
  if (change === "upgrade") {
    // Refused as a whole where the card is declined: nobody gets what they have not paid for.
    await stripe.subscriptions.update(subscriptionId, {
      items: [{ id: plan.id, price, quantity: 1 }],
      ...{ proration_behavior: "always_invoice", payment_behavior: "error_if_incomplete" },
    });
  }
  if (change === "downgrade") await planDowngrade(stripe, subscriptionId, plan, overage?.price.id ?? null, price);
}

async function planDowngrade(
  stripe: Stripe,
  subscriptionId: string,
  plan: Stripe.SubscriptionItem,
  overage: string | null,
  price: string,
): Promise<void> {
  const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscriptionId });
  const metered = overage ? [{ price: overage }] : [];
  await stripe.subscriptionSchedules.update(schedule.id, {
    end_behavior: "release",
    phases: [
      {
        items: [{ price: plan.price.id, quantity: 1 }, ...metered],
        ...{ start_date: plan.current_period_start, end_date: plan.current_period_end },
      },
      {
        items: [{ price, quantity: 1 }, ...metered],
        ...{ duration: { interval: "month", interval_count: 1 }, proration_behavior: "none" },
      },
    ],
  });
}
