import * as v from "valibot";
import { instantMsSchema } from "./ids.ts";

export const planNames = ["trial", "starter", "professional", "enterprise", "self-hosted"] as const;
export const planNameSchema = v.picklist(planNames);
export type PlanName = v.InferOutput<typeof planNameSchema>;

/** Plans that can be bought. */
export const paidPlans = ["starter", "professional", "enterprise"] as const;
export const paidPlanSchema = v.picklist(paidPlans);
export type PaidPlan = v.InferOutput<typeof paidPlanSchema>;

/** Stripe's words. `past_due` becomes read-only after a grace, `unpaid` and `paused` are; one that has ended leaves the trial. */
export const subscriptionStatuses = [
  "incomplete",
  "incomplete_expired",
  "trialing",
  "active",
  "past_due",
  "unpaid",
  "canceled",
  "paused",
] as const;
export const subscriptionStatusSchema = v.picklist(subscriptionStatuses);
export type SubscriptionStatus = v.InferOutput<typeof subscriptionStatusSchema>;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Null: no limit. */
const limit = v.nullable(count);
export const penceSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000_000));

/** `GET /api/v1/quota`: what may be scanned now. Holds are scans under way; they count until they fail. */
export const quotaViewSchema = v.object({
  plan: planNameSchema,
  /** Null in the trial and where nothing is billed. */
  period: v.nullable(v.object({ fromMs: instantMsSchema, toMs: instantMsSchema })),
  month: v.object({ limit, used: count, held: count }),
  day: v.object({ limit, used: count, untilMs: instantMsSchema }),
  overage: v.object({ models: count, pence: penceSchema, capPence: penceSchema, pencePerModel: penceSchema }),
  readOnly: v.boolean(),
  /** Why the next scan would be refused; null: it would not. */
  refusal: v.nullable(v.picklist(["trial-used", "quota-used", "spending-cap-reached", "day-used", "plan-read-only"])),
});
export type QuotaView = v.InferOutput<typeof quotaViewSchema>;
export type QuotaRefusal = NonNullable<QuotaView["refusal"]>;
