import { expect, test } from "vitest";
import { units } from "./units.ts";

test("amounts are typed as people write them, and kept exactly", () => {
  for (const [typed, minor] of [
    ["2.20", 220],
    ["2,2", 220],
    ["1,200", 120_000],
    ["0.29", 29],
    [" 4 ", 400],
  ] as const)
    expect(units.money.read(typed), typed).toBe(minor);
  expect([220, 400, 5].map(units.money.text)).toEqual(["2.20", "4", "0.05"]);
});

test("what is finer than can be kept, or no number, is none", () => {
  for (const typed of ["0.005", "", "-1", "1e3", "two", "1.2.3"]) expect(units.money.read(typed), typed).toBeNaN();
  expect(units.whole.read("1.5")).toBeNaN();
});

test("every unit reads back what it shows", () => {
  const some = { whole: 90, money: 2_205, percent: 725, factor: 13_500, mm: 246_500, density: 1_240, hours: 604_800 };
  for (const [name, value] of Object.entries(some)) {
    const unit = units[name as keyof typeof some];
    expect(unit.read(unit.text(value)), name).toBe(value);
  }
});
