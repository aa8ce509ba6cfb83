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

test("what costs are unknown is not drawn, and a day without scans has no success rate", () => {
  const charts = qualityCharts(quality([day, quiet]));
  expect(charts.map(({ rows }) => rows.length)).toEqual([2, 2, 2, 2]);
  expect(charts[1]?.rows[1]?.values).toEqual([null]);
  expect(qualityCharts(quality([{ ...day, costPenceMean: 12 }]))).toHaveLength(5);
});
