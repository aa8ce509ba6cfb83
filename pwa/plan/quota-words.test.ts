import { expect, test } from "vitest";
import type { QuotaView } from "#contract/plan";
import { quotaWords, wayOnFrom } from "./quota-words.ts";

const starter: QuotaView = {
  plan: "starter",
  period: { fromMs: 0, toMs: 1 },
  month: { limit: 50, used: 11, held: 1 },
  day: { limit: 5, used: 2, untilMs: 1 },
  overage: { models: 0, pence: 0, capPence: 0, pencePerModel: 60 },
  readOnly: false,
  refusal: null,
};

test("the quota is told by month and day, scans under way counted in", () => {
  expect(quotaWords(starter)).toBe("12 of 50 models this month · 2 of 5 today");
});

test("what goes over the quota is told with what it costs", () => {
  const over = { ...starter, month: { limit: 50, used: 52, held: 1 } };
  expect(quotaWords(over)).toBe("50 of 50 models this month · 3 over the quota (£1.80) · 2 of 5 today");
});

test("the trial counts free models; where nothing is billed nothing is counted", () => {
  const trial: QuotaView = { ...starter, plan: "trial", month: { limit: 3, used: 1, held: 0 } };
  expect(quotaWords(trial)).toBe("1 of 3 free models used");
  expect(quotaWords({ ...starter, plan: "self-hosted", month: { limit: null, used: 9, held: 0 } })).toBe("");
});

test("every refusal of a plan shows a way on", () => {
  for (const code of ["trial-used", "quota-used", "spending-cap-reached", "day-used", "plan-read-only"])
    expect(wayOnFrom(code, "/")?.href, code).toMatch(/^\/plan/);
  expect(wayOnFrom("sign-in-needed", "/scans/x")?.href).toBe("/sign-in?to=%2Fscans%2Fx");
  expect(wayOnFrom("photo-missing", "/")).toBeNull();
});
