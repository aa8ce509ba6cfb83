import type Stripe from "stripe";
import * as v from "valibot";
import { type PaidPlan, paidPlanSchema, subscriptionStatusSchema } from "#contract/plan";
import type { SubscriptionFacts } from "./subscription.ts";

/** Our mark on Stripe's prices: which plan it is, or that it is the price of a model over the quota. */
export const priceMark = "caliper";
export const overageMark = "overage";

const idOf = (ref: string | { id: string }): string => (typeof ref === "string" ? ref : ref.id);
const msOf = (seconds: number): number => seconds * 1000;

export function planOf(price: Pick<Stripe.Price, "metadata">): PaidPlan | null {
  const parsed = v.safeParse(paidPlanSchema, price.metadata[priceMark]);
  return parsed.success ? parsed.output : null;
}

/** The item that carries the plan, and the one that is metered. */
export function itemsOf(subscription: Stripe.Subscription) {
  const items = subscription.items.data;
  return {
    plan: items.find((item) => planOf(item.price) !== null),
    overage: items.find((item) => item.price.metadata[priceMark] === overageMark),
  };
}

/**
 * What a subscription of Stripe's says; `schedule` has to be expanded. Null: it is none of ours. `planOfPrice` knows the
 * plans of prices that only a schedule names.
 */
export function factsOf(
  subscription: Stripe.Subscription,
  planOfPrice: ReadonlyMap<string, PaidPlan>,
  openInvoices: readonly Pick<Stripe.Invoice, "created" | "status_transitions">[],
): SubscriptionFacts | null {
  const { plan: item, overage } = itemsOf(subscription);
  const plan = item && planOf(item.price);
  const status = v.safeParse(subscriptionStatusSchema, subscription.status);
  if (!item || !plan || !status.success) return null;
  const next = nextPlanOf(subscription, item.current_period_end, planOfPrice);
  const unpaidS = openInvoices.map((i) => i.status_transitions.finalized_at ?? i.created);
  return {
    ...{ subscriptionId: subscription.id, plan, status: status.output, createdAtMs: msOf(subscription.created) },
    ...{ periodFromMs: msOf(item.current_period_start), periodToMs: msOf(item.current_period_end) },
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    nextPlan: next === plan ? null : next,
    unpaidSinceMs: unpaidS.length > 0 ? msOf(Math.min(...unpaidS)) : null,
    overagePencePerModel: overage?.price.unit_amount ?? 0,
  };
}

function nextPlanOf(
  { schedule }: Stripe.Subscription,
  periodEndS: number,
  planOfPrice: ReadonlyMap<string, PaidPlan>,
): PaidPlan | null {
  if (!schedule || typeof schedule === "string") return null;
  const phase = schedule.phases.find((p) => p.start_date >= periodEndS);
  const plans = phase?.items.map((item) => planOfPrice.get(idOf(item.price))) ?? [];
  return plans.find((plan) => plan !== undefined) ?? null;
}
