import type { PaidPlan } from "#contract/plan";
import { planRank } from "../quota/plans.ts";
import type { SubscriptionFacts } from "./subscription.ts";

export type PlanChange =
  | "nothing"
  /** The plan stays: a planned downgrade or cancellation is taken back. */
  | "keep"
  /** At once, and the rest of the period is charged. */
  | "upgrade"
  /** With the next period. */
  | "downgrade"
  /** Payment has failed: that has to be settled first. */
  | "unpaid";

export function planChange(facts: SubscriptionFacts, wanted: PaidPlan): PlanChange {
  if (facts.status !== "active" && facts.status !== "trialing") return "unpaid";
  if (wanted === facts.plan) return facts.cancelAtPeriodEnd || facts.nextPlan !== null ? "keep" : "nothing";
  if (planRank[wanted] > planRank[facts.plan]) return "upgrade";
  return facts.nextPlan === wanted && !facts.cancelAtPeriodEnd ? "nothing" : "downgrade";
}
