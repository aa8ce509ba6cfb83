import { sql } from "drizzle-orm";
import { array, assert, asyncProperty, nat, noBias } from "fast-check";
import { expect, test } from "vitest";
import { findCustomer, findSubscription } from "../../db/billing.ts";
import { openDb } from "../../db/client.ts";
import { readAllowance } from "../../db/quota.ts";
import { sqliteD1 } from "../../testing/sqlite-d1.ts";
import { StripeWorld } from "../../testing/stripe-world.ts";
import { overageModels, priceTable } from "../quota/plans.ts";

const histories = Number(process.env.SIM_SCHEDULES ?? 300);
const seed = Number(process.env.SIM_SEED ?? Date.now() % 2 ** 31);

/**
 * Each history is a list of numbers that chooses what a customer does at the fake Stripe and what becomes of the events
 * of it. What counts in the end is read from Stripe's own objects here, not by the code under test.
 */
test(`whatever becomes of the events, what is written is what Stripe has (seed ${seed})`, async () => {
  console.log(`Stripe simulation: seed ${seed}, ${histories} histories (repeat with SIM_SEED=${seed})`);
  const db = openDb(sqliteD1());
  const seen = new Map<string, number>();
  const history = asyncProperty(
    array(noBias(nat(9999)), { minLength: 6, maxLength: 40, size: "max" }),
    async (choices) => {
      const world = new StripeWorld(db);
      await world.begin();
      for (const choice of choices) await world.happen(choice);
      await world.comeToRest(choices[0] ?? 0);

      const { subscriptions } = world.fake.world.state;
      const all = Object.values(subscriptions).filter((one) => one.customer === world.customerId);
      const living = all.find((one) => ["active", "past_due", "unpaid"].includes(one.status));
      const stored = await findSubscription(db, world.ownerId);
      const allowance = await readAllowance(db, world.ownerId, 0);
      const last = living ?? all.toSorted((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1)).at(-1);
      expect(stored?.status ?? null).toBe(last?.status ?? null);
      expect(stored?.stripeSubscriptionId ?? null).toBe(last?.id ?? null);
      const status = last?.status ?? "none";
      seen.set(status, (seen.get(status) ?? 0) + 1);
      if (!living) {
        expect(allowance.plan).toBe("trial");
        return;
      }
      const [item] = living.items.data;
      const plan = item?.price.metadata.caliper as "starter" | "professional" | "enterprise";
      expect(stored).toMatchObject({ plan, cancelAtPeriodEnd: living.cancel_at_period_end });
      const cap = (await findCustomer(db, world.ownerId))?.spendingCapPence ?? 0;
      const readOnly = living.status === "unpaid";
      expect(allowance).toMatchObject({
        ...{ plan, modelsPerMonth: priceTable.plans[plan].modelsPerMonth, readOnly },
        ...{ modelsPerDay: priceTable.plans[plan].modelsPerDay, overageModelsMax: overageModels(cap, priceTable) },
        periodFromMs: (item?.current_period_start ?? 0) * 1000,
        periodToMs: (item?.current_period_end ?? 0) * 1000,
      });
      expect(stored?.unpaidSinceMs === null).toBe(living.status === "active");
      const schedule = living.schedule ? world.fake.world.state.schedules[living.schedule] : undefined;
      const next = schedule?.phases.find((phase) => phase.start_date >= (item?.current_period_end ?? 0));
      const nextPlan = world.fake.world.state.prices[next?.items[0]?.price ?? ""]?.metadata.caliper ?? null;
      expect(stored?.nextPlan).toBe(nextPlan === plan ? null : nextPlan);
      if (nextPlan) seen.set("planned", (seen.get("planned") ?? 0) + 1);
    },
  );
  await assert(history, { seed, numRuns: histories });
  const twice = await db.all(sql`SELECT event_id FROM stripe_events GROUP BY event_id HAVING count(*) > 1`);
  expect(twice).toEqual([]);
  console.log(`Stripe simulation: ${JSON.stringify(Object.fromEntries(seen))}`);
  // Histories in which nothing goes wrong would prove nothing.
  for (const status of ["active", "past_due", "unpaid", "canceled", "planned"]) {
    expect(seen.get(status) ?? 0, status).toBeGreaterThan(0);
  }
}, 600_000);
