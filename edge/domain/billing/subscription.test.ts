import { expect, test } from "vitest";
import { priceTable } from "../quota/plans.ts";
import { planChange } from "./plan-change.ts";
import { allowanceOf, currentOf, graceMs, type SubscriptionFacts } from "./subscription.ts";

const facts: SubscriptionFacts = {
  ...{ subscriptionId: "sub_1", plan: "professional", status: "active", createdAtMs: 100, periodFromMs: 1000 },
  ...{ periodToMs: 2000, cancelAtPeriodEnd: false, nextPlan: null, unpaidSinceMs: null, overagePencePerModel: 60 },
};

test("a plan that is paid allows what the table says, and its cap", () => {
  expect(allowanceOf(facts, priceTable, 650)).toEqual({
    ...{ plan: "professional", modelsPerMonth: 200, modelsPerDay: 25, overageModelsMax: 10, overagePencePerModel: 60 },
    ...{ periodFromMs: 1000, periodToMs: 2000, readOnly: false, graceUntilMs: null },
  });
});

test("the cap is spent at the price that the subscription pays, not at today's", () => {
  expect(allowanceOf({ ...facts, overagePencePerModel: 80 }, priceTable, 650)?.overageModelsMax).toBe(8);
});

test("a downgrade and a cancellation leave the old quota until the period ends", () => {
  const leaving = { ...facts, nextPlan: "starter", cancelAtPeriodEnd: true } as const;
  expect(allowanceOf(leaving, priceTable, 0)?.modelsPerMonth).toBe(200);
});

test("a failed payment has seven days of grace; after Stripe's last try it is read-only", () => {
  const late = { ...facts, status: "past_due", unpaidSinceMs: 5000 } as const;
  expect(allowanceOf(late, priceTable, 0)).toMatchObject({ readOnly: false, graceUntilMs: 5000 + graceMs });
  expect(allowanceOf({ ...late, status: "unpaid" }, priceTable, 0)).toMatchObject({ readOnly: true });
  expect(allowanceOf({ ...facts, status: "paused" }, priceTable, 0)).toMatchObject({ readOnly: true });
});

test("without a living subscription it is the trial", () => {
  expect(allowanceOf(null, priceTable, 600)).toBeNull();
  for (const status of ["canceled", "incomplete", "incomplete_expired"] as const) {
    expect(allowanceOf({ ...facts, status }, priceTable, 600)).toBeNull();
  }
});

test("of several the living one counts, whatever the order they come in", () => {
  const ended = { ...facts, subscriptionId: "sub_0", status: "canceled", createdAtMs: 300 } as const;
  const second = { ...facts, subscriptionId: "sub_2", createdAtMs: 200 };
  expect(currentOf([second, ended, facts])?.subscriptionId).toBe("sub_1");
  expect(currentOf([facts, ended, second])?.subscriptionId).toBe("sub_1");
  expect(currentOf([ended])?.subscriptionId).toBe("sub_0");
  expect(currentOf([])).toBeNull();
});

test("an upgrade is at once, a downgrade later, the present plan takes either back", () => {
  expect(planChange(facts, "enterprise")).toBe("upgrade");
  expect(planChange(facts, "starter")).toBe("downgrade");
  expect(planChange({ ...facts, nextPlan: "starter" }, "starter")).toBe("nothing");
  expect(planChange({ ...facts, nextPlan: "starter" }, "professional")).toBe("keep");
  expect(planChange({ ...facts, cancelAtPeriodEnd: true }, "professional")).toBe("keep");
  expect(planChange({ ...facts, cancelAtPeriodEnd: true }, "starter")).toBe("downgrade");
  expect(planChange(facts, "professional")).toBe("nothing");
  expect(planChange({ ...facts, status: "past_due" }, "enterprise")).toBe("unpaid");
});
