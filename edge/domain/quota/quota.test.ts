import { expect, test } from "vitest";
import { overageModels, priceTable } from "./plans.ts";
import { type Allowance, dayEndsMs, dayOf, refusal, selfHosted, trial } from "./quota.ts";

const starter: Allowance = {
  ...{ plan: "starter", modelsPerMonth: 50, modelsPerDay: 5, overageModelsMax: 0 },
  ...{ periodFromMs: 1, periodToMs: 2, readOnly: false, overagePencePerModel: null },
};

test("the trial ends with its third model", () => {
  expect(refusal(trial, { used: 1, held: 1, today: 2 })).toBeNull();
  expect(refusal(trial, { used: 2, held: 1, today: 3 })).toBe("trial-used");
});

test("holds count like captures, and the day like the month", () => {
  expect(refusal(starter, { used: 49, held: 1, today: 0 })).toBe("quota-used");
  expect(refusal(starter, { used: 10, held: 0, today: 5 })).toBe("day-used");
});

test("a cap of £1.50 lets two models over the quota through", () => {
  const capped = { ...starter, overageModelsMax: overageModels(150, priceTable) };
  expect(capped.overageModelsMax).toBe(2);
  expect(refusal(capped, { used: 51, held: 0, today: 0 })).toBeNull();
  expect(refusal(capped, { used: 52, held: 0, today: 0 })).toBe("spending-cap-reached");
});

test("an unpaid plan refuses first, a machine of one's own never", () => {
  expect(refusal({ ...starter, readOnly: true }, { used: 0, held: 0, today: 0 })).toBe("plan-read-only");
  expect(refusal(selfHosted, { used: 1e6, held: 1e6, today: 1e6 })).toBeNull();
});

test("days are UTC days", () => {
  const noon = Date.UTC(2026, 10, 27, 12);
  expect(dayOf(noon)).toBe(dayOf(Date.UTC(2026, 10, 27)));
  expect(dayEndsMs(noon)).toBe(Date.UTC(2026, 10, 28));
});
