import { expect, test } from "vitest";
import { changesOf, type PriceTable, readTable, typedOf } from "./price-form.ts";

const table: PriceTable = {
  currency: "gbp",
  plans: {
    starter: { pencePerMonth: 2_900, modelsPerMonth: 50, modelsPerDay: 5 },
    professional: { pencePerMonth: 9_950, modelsPerMonth: 200, modelsPerDay: 25 },
    enterprise: { pencePerMonth: 39_900, modelsPerMonth: 1_000, modelsPerDay: null },
  },
  overagePencePerModel: 60,
};

test("what stands in the fields, unchanged, is the same table", () => {
  expect(typedOf(table)).toMatchObject({ "professional.price": "99.50", "enterprise.day": "", overage: "0.60" });
  expect(readTable(typedOf(table))).toEqual({ table });
  expect(changesOf(table, table)).toEqual([]);
});

test("amounts are read as people type them, and every change is told as it will be", () => {
  const read = readTable({ ...typedOf(table), "starter.price": "£1,035", "starter.day": "", overage: "0.7" });
  if (!("table" in read)) throw new Error("It was refused.");
  expect(read.table.plans.starter).toEqual({ pencePerMonth: 103_500, modelsPerMonth: 50, modelsPerDay: null });
  expect(changesOf(table, read.table)).toEqual([
    "Starter: pounds a month: £29 → £1,035",
    "Starter: models a day (empty: no limit): 5 → no limit",
    "Each model over the quota, in pounds: £0.60 → £0.70",
  ]);
});

test("each field that does not fit is named, and nothing is taken", () => {
  const typed = { ...typedOf(table), "starter.price": "cheap", "professional.models": "0", "enterprise.day": "1.5" };
  expect(readTable({ ...typed, overage: "0" })).toEqual({
    wrong: {
      "starter.price": expect.any(String),
      "professional.models": expect.any(String),
      "enterprise.day": expect.any(String),
      overage: expect.any(String),
    },
  });
});
