import type { AdminQuality } from "#contract/admin";
import { formatPence } from "../plan/money.ts";
import { formatNumber } from "../ui/format.ts";
import type { Chart } from "./chart.ts";
import { formatShare } from "./format-share.ts";
import { t } from "./words.ts";

const q = t.quality;
type Day = AdminQuality["days"][number];

/** "27 Nov": days are counted in UTC. */
const dayLabel = (day: string) =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString(undefined, { day: "numeric", month: "short", timeZone: "UTC" });

const over = (days: readonly Day[], valuesOf: (day: Day) => (number | null)[]): Chart["rows"] =>
  days.map((day) => ({ label: dayLabel(day.day), values: valuesOf(day) }));

const dayMs = 86_400_000;
const quiet: Omit<Day, "day"> = {
  ...{ done: 0, failed: 0, cancelled: 0, successShare: null, analytic: 0, faceted: 0, withStep: 0, withStl: 0 },
  ...{ minutesMean: null, minutesMax: null, costPenceMean: null },
};

/** Every day up to now, also those on which nothing ended: the axis is time. */
function everyDay(days: readonly Day[], count: number, nowMs: number): Day[] {
  const known = new Map(days.map((day) => [day.day, day]));
  return Array.from({ length: count }, (_, at) => {
    const day = new Date(nowMs - (count - 1 - at) * dayMs).toISOString().slice(0, 10);
    return known.get(day) ?? { ...quiet, day };
  });
}

export function qualityCharts(quality: AdminQuality, count: number, nowMs: number): Chart[] {
  const days = everyDay(quality.days, count, nowMs);
  const kind = q.series.day;
  const charts: Chart[] = [
    {
      ...{ title: q.outcomes, kind, show: formatNumber },
      series: [
        { name: q.series.done, tone: "good" },
        { name: q.series.failed, tone: "bad" },
        { name: q.series.cancelled, tone: "plain" },
      ],
      rows: over(days, (day) => [day.done, day.failed, day.cancelled]),
    },
    {
      ...{ title: q.successByDay, kind, show: formatShare, most: 1 },
      series: [{ name: q.series.success, tone: "good" }],
      rows: over(days, (day) => [day.successShare]),
    },
    {
      ...{ title: q.minutesByDay, kind, show: formatNumber },
      series: [{ name: q.series.minutes, tone: "blue" }],
      rows: over(days, (day) => [day.minutesMean]),
    },
    {
      ...{ title: q.filesByDay, kind, show: formatNumber },
      series: [
        { name: q.series.step, tone: "blue" },
        { name: q.series.stl, tone: "plain" },
      ],
      rows: over(days, (day) => [day.withStep, day.withStl]),
    },
  ];
  if (days.some(({ costPenceMean }) => costPenceMean !== null))
    charts.push({
      ...{ title: q.costByDay, kind, show: formatPence },
      series: [{ name: q.series.cost, tone: "blue" }],
      rows: over(days, (day) => [day.costPenceMean]),
    });
  return charts;
}

/** Over all the days: shares of all that ended, and means by model, not by day. */
export function qualityTotals({ days }: AdminQuality) {
  const sum = (of: (day: Day) => number) => days.reduce((total, day) => total + of(day), 0);
  const [done, failed] = [sum((day) => day.done), sum((day) => day.failed)];
  const meanOf = (of: (day: Day) => number | null): number | null => {
    const known = days.filter((day) => of(day) !== null && day.done > 0);
    const models = known.reduce((total, day) => total + day.done, 0);
    if (models === 0) return null;
    return known.reduce((total, day) => total + (of(day) ?? 0) * day.done, 0) / models;
  };
  return {
    done,
    failed,
    successShare: done + failed === 0 ? null : done / (done + failed),
    minutesMean: meanOf((day) => day.minutesMean),
    costPenceMean: meanOf((day) => day.costPenceMean),
  };
}
