import * as v from "valibot";
import { type PaidPlan, penceSchema } from "#contract/plan";

const models = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));
const planTermsSchema = v.object({
  pencePerMonth: penceSchema,
  modelsPerMonth: models,
  modelsPerDay: v.nullable(models),
});
export type PlanTerms = v.InferOutput<typeof planTermsSchema>;

/** The price table: GBP, pence, without tax. The administration may set another (settings `price-table`). */
export const priceTableSchema = v.object({
  currency: v.literal("gbp"),
  plans: v.object({ starter: planTermsSchema, professional: planTermsSchema, enterprise: planTermsSchema }),
  /** Each model over the month's quota, charged at the end of the billing period. */
  overagePencePerModel: v.pipe(penceSchema, v.minValue(1)),
});
export type PriceTable = v.InferOutput<typeof priceTableSchema>;

export const priceTable: PriceTable = {
  currency: "gbp",
  plans: {
    starter: { pencePerMonth: 2_900, modelsPerMonth: 50, modelsPerDay: 5 },
    professional: { pencePerMonth: 9_900, modelsPerMonth: 200, modelsPerDay: 25 },
    enterprise: { pencePerMonth: 39_900, modelsPerMonth: 1_000, modelsPerDay: null },
  },
  overagePencePerModel: 60,
};

/** How many models over the quota a cap lets through. */
export const overageModels = (capPence: number, table: PriceTable): number =>
  Math.floor(capPence / table.overagePencePerModel);

export const planRank: Record<PaidPlan, number> = { starter: 1, professional: 2, enterprise: 3 };
