import * as v from "valibot";
import type { AdminMoney } from "#contract/admin";
import { paidPlanSchema } from "#contract/plan";
import { countModels, countSubscriptions, subscribersByPlan } from "../../db/admin/money.ts";
import { openDb } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { readPriceTable } from "../price-table.ts";

const monthMs = 30 * 86_400_000;
/** Of what was captured and metered, the capture may have been given back since: never more than all. */
const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : Math.min(1, part / whole));

/** By the price table in force: who bought at another price is counted at this one. */
export async function seeMoney(env: Env, nowMs: number): Promise<AdminMoney> {
  const db = openDb(env.DB);
  const sinceMs = nowMs - monthMs;
  const [table, byPlan, { unpaid, ended }, { captured, metered }] = await Promise.all([
    readPriceTable(db),
    subscribersByPlan(db),
    countSubscriptions(db, sinceMs),
    countModels(db, sinceMs),
  ]);
  const plans = byPlan.map(({ plan, subscribers }) => {
    const paid = v.safeParse(paidPlanSchema, plan);
    return { plan, subscribers, pencePerMonth: paid.success ? table.plans[paid.output].pencePerMonth : 0 };
  });
  const subscribers = plans.reduce((sum, p) => sum + p.subscribers, 0);
  return {
    ...{ plans, subscribers, unpaid },
    mrrPence: plans.reduce((sum, p) => sum + p.subscribers * p.pencePerMonth, 0),
    churn: { ended, share: shareOf(ended, ended + subscribers) },
    overage: {
      ...{ models: metered, captured, share: shareOf(metered, captured) },
      pence: metered * table.overagePencePerModel,
    },
  };
}
