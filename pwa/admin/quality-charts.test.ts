import { expect, test } from "vitest";
import type { AdminQuality } from "#contract/admin";
import { qualityCharts, qualityTotals } from "./quality-charts.ts";

const day = {
  ...{ day: "2026-11-01", done: 3, failed: 1, cancelled: 0, successShare: 0.75, analytic: 2, faceted: 1 },
  ...{ withStep: 2, withStl: 3, minutesMean: 4, minutesMax: 6, costPenceMean: null },
};
const quiet = { ...day, day: "2026-11-02", done: 0, failed: 0, successShare: null, minutesMean: null };
const busy = { ...day, day: "2026-11-03", done: 1, failed: 3, successShare: 0.25, minutesMean: 8 };
const quality = (days: AdminQuality["days"]): AdminQuality => ({
  days,
  failures: [],
  checked: { reports: 0, stepValid: 0, stepClosed: 0, meshWatertight: 0 },
});

test("totals are over all models: a busy day weighs more than a quiet one", () => {
  expect(qualityTotals(quality([day, quiet, busy]))).toEqual({
    ...{ done: 4, failed: 4, successShare: 0.5, minutesMean: 5, costPenceMean: null },
  });
  expect(qualityTotals(quality([quiet]))).toMatchObject({ successShare: null, minutesMean: null });
});

const nowMs = Date.parse("2026-11-03T12:00:00Z");

test("each day has its place in the charts, also one on which nothing ended; it has no success rate", () => {
  const charts = qualityCharts(quality([day, busy]), 4, nowMs);
  expect(charts[0]?.rows.map(({ values }) => values)).toEqual([
    [0, 0, 0],
    [3, 1, 0],
    [0, 0, 0],
    [1, 3, 0],
  ]);
  expect(charts[1]?.rows.map(({ values }) => values)).toEqual([[null], [0.75], [null], [0.25]]);
});

test("costs are drawn once they are known", () => {
  expect(qualityCharts(quality([day]), 3, nowMs)).toHaveLength(4);
  expect(qualityCharts(quality([{ ...day, costPenceMean: 12 }]), 3, nowMs)).toHaveLength(5);
});
