import * as v from "valibot";
import type { AdminQuality } from "#contract/admin";
import { type DayRow, endedByDay, failuresByCode, newestResults } from "../../db/admin/quality.ts";
import { readSetting } from "../../db/admin/settings.ts";
import { type Db, openDb } from "../../db/client.ts";
import { resultKey } from "../../domain/storage-keys.ts";
import type { Env } from "../../env.ts";

export const gpuPriceName = "gpu-pence-per-hour";
const dayMs = 86_400_000;
/** Each is a file to read: as many as stay quick. */
const reportsMax = 24;
/** Of a report only this; one from an older version counts as far as it goes. */
const factsSchema = v.object({
  solid: v.nullable(v.object({ valid: v.boolean(), closed: v.boolean() })),
  mesh: v.nullable(v.object({ watertight: v.boolean() })),
});

export async function readGpuPrice(db: Db): Promise<number | null> {
  const value = (await readSetting(db, gpuPriceName))?.value;
  return typeof value === "number" ? value : null;
}

export async function seeQuality(env: Env, days: number, nowMs: number): Promise<AdminQuality> {
  const db = openDb(env.DB);
  const fromMs = (Math.floor(nowMs / dayMs) - days + 1) * dayMs;
  const [rows, failures, pencePerHour, checked] = await Promise.all([
    endedByDay(db, fromMs),
    failuresByCode(db, fromMs),
    readGpuPrice(db),
    checkReports(env, db),
  ]);
  return { days: rows.map((row) => seeDay(row, pencePerHour)), failures, checked };
}

function seeDay(row: DayRow, pencePerHour: number | null): AdminQuality["days"][number] {
  const { day, secondsMean, secondsMax, ...counts } = row;
  const ended = row.done + row.failed;
  const rounded = (value: number): number => Math.round(value * 100) / 100;
  return {
    day: new Date(day * dayMs).toISOString().slice(0, 10),
    ...counts,
    successShare: ended === 0 ? null : row.done / ended,
    minutesMean: secondsMean === null ? null : rounded(secondsMean / 60),
    minutesMax: secondsMax === null ? null : rounded(secondsMax / 60),
    costPenceMean: secondsMean === null || pencePerHour === null ? null : rounded((secondsMean / 3600) * pencePerHour),
  };
}

async function checkReports(env: Env, db: Db): Promise<AdminQuality["checked"]> {
  const checked = { reports: 0, stepValid: 0, stepClosed: 0, meshWatertight: 0 };
  for (const { jobId, winner } of await newestResults(db, reportsMax)) {
    const object = await env.FILES.get(resultKey(jobId, winner, "report.json"));
    const parsed = object && v.safeParse(factsSchema, await object.json().catch(() => null));
    if (!parsed?.success) continue;
    checked.reports++;
    if (parsed.output.solid?.valid) checked.stepValid++;
    if (parsed.output.solid?.closed) checked.stepClosed++;
    if (parsed.output.mesh?.watertight) checked.meshWatertight++;
  }
  return checked;
}
