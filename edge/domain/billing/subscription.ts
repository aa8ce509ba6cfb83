import type { PaidPlan, SubscriptionStatus } from "#contract/plan";
import { overageModels, type PriceTable } from "../quota/plans.ts";

const dayMs = 86_400_000;
/** How long a failed payment may stand before nothing new can be scanned. */
export const graceMs = 7 * dayMs;

/** What Stripe says of a subscription, as far as it matters here. */
export interface SubscriptionFacts {
  readonly subscriptionId: string;
  readonly plan: PaidPlan;
  readonly status: SubscriptionStatus;
  readonly createdAtMs: number;
  readonly periodFromMs: number;
  readonly periodToMs: number;
  readonly cancelAtPeriodEnd: boolean;
  /** What begins with the next period, where that is another plan. */
  readonly nextPlan: PaidPlan | null;
  /** Since when an invoice of it has waited to be paid; null: none does. */
  readonly unpaidSinceMs: number | null;
  readonly overagePencePerModel: number;
}

/** What is written down beside it for the quota; nothing stands for the trial. */
export interface AllowanceFacts {
  readonly plan: PaidPlan;
  readonly modelsPerMonth: number;
  readonly modelsPerDay: number | null;
  readonly overageModelsMax: number;
  readonly periodFromMs: number;
  readonly periodToMs: number;
  readonly readOnly: boolean;
  readonly graceUntilMs: number | null;
  readonly overagePencePerModel: number;
}

const living: ReadonlySet<SubscriptionStatus> = new Set(["trialing", "active", "past_due", "unpaid", "paused"]);
export const isLiving = (status: SubscriptionStatus): boolean => living.has(status);

/** The one that counts: the oldest living one; where none lives, the last one there was. */
export function currentOf(all: readonly SubscriptionFacts[]): SubscriptionFacts | null {
  const byAge = all.toSorted((a, b) => a.createdAtMs - b.createdAtMs || (a.subscriptionId < b.subscriptionId ? -1 : 1));
  return byAge.find((one) => isLiving(one.status)) ?? byAge.at(-1) ?? null;
}

/** When a failed payment makes the plan read-only; null: none has failed. */
export const graceUntilMs = (facts: Pick<SubscriptionFacts, "status" | "unpaidSinceMs" | "periodFromMs">) =>
  facts.status === "past_due" ? (facts.unpaidSinceMs ?? facts.periodFromMs) + graceMs : null;

/**
 * What the owner may use by this subscription. A downgrade and a cancellation count from the next period on, which
 * Stripe's objects say by themselves: until then they show the old plan.
 */
export function allowanceOf(
  facts: SubscriptionFacts | null,
  table: PriceTable,
  spendingCapPence: number,
): AllowanceFacts | null {
  if (!facts || !isLiving(facts.status)) return null;
  const { modelsPerMonth, modelsPerDay } = table.plans[facts.plan];
  const { plan, periodFromMs, periodToMs, overagePencePerModel } = facts;
  return {
    ...{ plan, modelsPerMonth, modelsPerDay, periodFromMs, periodToMs, overagePencePerModel },
    // The cap is spent at the price that this subscription pays, which may be older than the table's.
    overageModelsMax: overageModels(spendingCapPence, { ...table, overagePencePerModel }),
    readOnly: facts.status === "unpaid" || facts.status === "paused",
    graceUntilMs: graceUntilMs(facts),
  };
}
