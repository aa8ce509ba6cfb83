import type { Context } from "hono";
import type { QuotaView } from "#contract/plan";
import { openDb } from "../db/client.ts";
import { overageModelsOf, readUsage } from "../db/quota.ts";
import { dayEndsMs, refusal } from "../domain/quota/quota.ts";
import { allowanceOf } from "../flows/allowance-of.ts";
import { readPriceTable } from "../flows/price-table.ts";
import type { App } from "./app-types.ts";

/** What may be scanned now, and why not. */
export async function getQuota(c: Context<App>): Promise<Response> {
  const db = openDb(c.env.DB);
  const { ownerId } = c.get("principal");
  const nowMs = Date.now();
  const allowance = await allowanceOf(c.env, db, ownerId, nowMs);
  const overagePencePerModel = allowance.overagePencePerModel ?? (await readPriceTable(db)).overagePencePerModel;
  const usage = await readUsage(db, ownerId, allowance, nowMs);
  const over = await overageModelsOf(db, ownerId, allowance);
  const { plan, periodFromMs, periodToMs, overageModelsMax } = allowance;
  const view: QuotaView = {
    plan,
    period: periodToMs === null ? null : { fromMs: periodFromMs, toMs: periodToMs },
    month: { limit: allowance.modelsPerMonth, used: usage.used, held: usage.held },
    day: { limit: allowance.modelsPerDay, used: usage.today, untilMs: dayEndsMs(nowMs) },
    overage: {
      models: over,
      pence: over * overagePencePerModel,
      capPence: overageModelsMax * overagePencePerModel,
      pencePerModel: overagePencePerModel,
    },
    readOnly: allowance.readOnly,
    refusal: refusal(allowance, usage),
  };
  return c.json(view, 200, { "cache-control": "no-store" });
}
