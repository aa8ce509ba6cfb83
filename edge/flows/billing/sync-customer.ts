import type { Stripe } from "stripe";
import type { PaidPlan } from "#contract/plan";
import { log } from "../../adapters/log.ts";
import { isMissing } from "../../adapters/stripe.ts";
import { findCustomer, type SyncedEvent, saveSync } from "../../db/billing.ts";
import type { Db } from "../../db/client.ts";
import { factsOf, planOf } from "../../domain/billing/stripe-facts.ts";
import { allowanceOf, currentOf, isLiving, type SubscriptionFacts } from "../../domain/billing/subscription.ts";
import { readPriceTable } from "../price-table.ts";

const triesMax = 6;

/**
 * Asks Stripe how things stand and writes that down, with what it means for the quota and the event that led here. What
 * an event itself says is not looked at: it may be old. Who was overtaken asks again, so that what is written last was
 * also heard last.
 */
export async function syncCustomer(
  stripe: Stripe,
  db: Db,
  ownerId: string,
  event: SyncedEvent | null,
  nowMs: number,
): Promise<SubscriptionFacts | null> {
  for (let tries = 0; tries < triesMax; tries++) {
    const customer = await findCustomer(db, ownerId);
    if (!customer) return null;
    const facts = await readFacts(stripe, customer.stripeCustomerId);
    const allowance = allowanceOf(facts, await readPriceTable(db), customer.spendingCapPence);
    if (await saveSync(db, { customer, facts, allowance, event }, nowMs)) return facts;
  }
  throw new Error(`customer of ${ownerId} is written by too many at once`);
}

/** The subscription that counts, as Stripe has it now. */
export async function readFacts(stripe: Stripe, stripeCustomerId: string): Promise<SubscriptionFacts | null> {
  const subscriptions = await listSubscriptions(stripe, stripeCustomerId);
  const plans = await plansOfSchedules(stripe, subscriptions);
  const all: SubscriptionFacts[] = [];
  for (const subscription of subscriptions) {
    const late = subscription.status === "past_due" || subscription.status === "unpaid";
    const open = late
      ? (await stripe.invoices.list({ subscription: subscription.id, status: "open", limit: 100 })).data
      : [];
    const facts = factsOf(subscription, plans, open);
    if (facts) all.push(facts);
    else log("warn", "subscription-not-ours", { subscription: subscription.id });
  }
  const living = all.filter((one) => isLiving(one.status));
  if (living.length > 1) log("error", "two-subscriptions", { customer: stripeCustomerId });
  return currentOf(all);
}

async function listSubscriptions(stripe: Stripe, customer: string): Promise<Stripe.Subscription[]> {
  try {
    const list = await stripe.subscriptions.list({ customer, status: "all", limit: 100, expand: ["data.schedule"] });
    return list.data;
  } catch (error) {
    // A customer deleted at Stripe has no subscription any more.
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Which plans the prices are that begin later; a schedule names prices by their id alone. */
async function plansOfSchedules(
  stripe: Stripe,
  subscriptions: readonly Stripe.Subscription[],
): Promise<Map<string, PaidPlan>> {
  const ids = new Set<string>();
  for (const { schedule } of subscriptions) {
    if (!schedule || typeof schedule === "string") continue;
    for (const phase of schedule.phases) {
      for (const { price } of phase.items) ids.add(typeof price === "string" ? price : price.id);
    }
  }
  const plans = new Map<string, PaidPlan>();
  for (const id of ids) {
    const plan = planOf(await stripe.prices.retrieve(id));
    if (plan) plans.set(id, plan);
  }
  return plans;
}
