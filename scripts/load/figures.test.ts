import { expect, test } from "vitest";
import { type Measured, percentile, rowsOf, table } from "./figures.ts";
import { choiceAt, thinkMs } from "./user.ts";

test("a percentile is a value that was measured, and the share asked for does not exceed it", () => {
  const sorted = Array.from({ length: 100 }, (_, i) => i + 1);
  expect([0.5, 0.95, 0.99, 1].map((share) => percentile(sorted, share))).toEqual([50, 95, 99, 100]);
  expect(percentile([7], 0.5)).toBe(7);
  expect(percentile([], 0.5)).toBeNaN();
});

test("each operation has its row, failures are counted, and all stand together in the last", () => {
  const measured: Measured[] = [
    { operation: "a", tookMs: 30, failure: null },
    { operation: "b", tookMs: 5, failure: "503" },
    { operation: "a", tookMs: 10, failure: null },
  ];
  const rows = rowsOf(measured, 2);
  expect(rows.map((row) => [row.operation, row.count, row.p50Ms, row.mostMs, row.failures, row.perSecond])).toEqual([
    ["a", 2, 10, 30, 0, 1],
    ["b", 1, 5, 5, 1, 0.5],
    ["all", 3, 10, 30, 1, 1.5],
  ]);
  expect(table(rows)).toHaveLength(4);
});

test("people think for about as long as is said, and never less than a third of it", () => {
  const values = Array.from({ length: 2_000 }, (_, i) => thinkMs(5, (i + 0.5) / 2_000));
  expect(values.reduce((sum, of) => sum + of, 0) / values.length).toBeCloseTo(5_000, -2);
  expect(Math.min(...values)).toBeGreaterThan(1_600);
});

test("settings change as at a slider: by steps, within what the shop has", () => {
  const tried = Array.from({ length: 60 }, (_, i) => choiceAt(i).settings);
  expect(new Set(tried.map((settings) => JSON.stringify(settings))).size).toBeGreaterThan(15);
  expect(tried.every(({ infillPercent }) => infillPercent % 5 === 0 && infillPercent <= 100)).toBe(true);
});
