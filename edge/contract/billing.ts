import * as v from "valibot";
import { instantMsSchema } from "./ids.ts";
import { paidPlanSchema, penceSchema, planNameSchema, subscriptionStatusSchema } from "./plan.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const billingModes = ["none", "test", "live"] as const;
const modeSchema = v.picklist(billingModes);

/** `GET /api/v1/plans`: what can be bought; pence of GBP, without tax. */
export const plansViewSchema = v.object({
  billing: modeSchema,
  currency: v.literal("gbp"),
  trialModels: count,
  plans: v.array(
    v.object({
      plan: paidPlanSchema,
      pencePerMonth: penceSchema,
      modelsPerMonth: count,
      /** Null: no daily limit. */
      modelsPerDay: v.nullable(count),
    }),
  ),
  overagePencePerModel: penceSchema,
});
export type PlansView = v.InferOutput<typeof plansViewSchema>;

const invoiceSchema = v.object({
  invoiceId: v.string(),
  number: v.nullable(v.string()),
  createdAtMs: instantMsSchema,
  /** With tax; below zero where something is given back. */
  totalPence: v.pipe(v.number(), v.integer()),
  status: v.picklist(["draft", "open", "paid", "void", "uncollectible"]),
  /** Stripe's page of it. */
  url: v.nullable(v.string()),
});

/** `GET /api/v1/billing` */
export const billingViewSchema = v.object({
  billing: modeSchema,
  plan: planNameSchema,
  /** Null: there was never a subscription. */
  status: v.nullable(subscriptionStatusSchema),
  period: v.nullable(v.object({ fromMs: instantMsSchema, toMs: instantMsSchema })),
  /** The plan ends with the period. */
  cancelAtPeriodEnd: v.boolean(),
  /** Begins with the next period, where it is another one. */
  nextPlan: v.nullable(paidPlanSchema),
  /** A payment has failed, and when that makes the plan read-only. */
  unpaid: v.nullable(v.object({ sinceMs: instantMsSchema, readOnlyFromMs: instantMsSchema })),
  readOnly: v.boolean(),
  capPence: penceSchema,
  overagePencePerModel: penceSchema,
  /** Whether there is something to see in Stripe's portal. */
  hasPortal: v.boolean(),
  /** The newest first; null: Stripe does not answer. */
  invoices: v.nullable(v.array(invoiceSchema)),
});
export type BillingView = v.InferOutput<typeof billingViewSchema>;
export type InvoiceView = v.InferOutput<typeof invoiceSchema>;

export const planChoiceSchema = v.object({ plan: paidPlanSchema });
export const capSchema = v.object({ capPence: penceSchema });
/** An address at Stripe, to be opened in the same window. */
export const stripePageSchema = v.object({ url: v.pipe(v.string(), v.url()) });

/** Where Stripe's pages lead back to, in the app: `?checkout=done`, `?checkout=cancelled`, `?portal=done`. */
export const planPath = "/plan";
