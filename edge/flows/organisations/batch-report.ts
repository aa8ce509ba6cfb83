import * as v from "valibot";
import type { BatchReport } from "#contract/batch";
import type { SetRow } from "../../db/batches.ts";
import { setStateOf } from "../../domain/organisation/batch-state.ts";
import { csv } from "../../domain/organisation/csv.ts";
import { resultKey } from "../../domain/storage-keys.ts";
import type { Env } from "../../env.ts";

/** A Worker has six connections open at once. */
const atOnce = 5;
/** All that is wanted of a report; the rest may be of any version. */
const countedSchema = v.object({ solid: v.nullable(v.object({ dimensions: v.array(v.unknown()) })) });

type SetReport = BatchReport["sets"][number];

export async function reportSets(env: Pick<Env, "FILES">, rows: readonly SetRow[]): Promise<SetReport[]> {
  const sets: SetReport[] = [];
  for (let i = 0; i < rows.length; i += atOnce) {
    sets.push(...(await Promise.all(rows.slice(i, i + atOnce).map((row) => reportSet(env, row)))));
  }
  return sets;
}

async function reportSet(env: Pick<Env, "FILES">, row: SetRow): Promise<SetReport> {
  const { scanId, scan, job } = row;
  return {
    scanId,
    name: scan?.name ?? null,
    state: setStateOf(scan !== null, job?.phase ?? null),
    label: job?.output?.label ?? null,
    dimensions: await countDimensions(env, row),
    seconds: job?.output?.seconds ?? null,
    failureCode: job?.failure?.code ?? null,
    failureDetail: job?.failure?.detail ?? null,
  };
}

async function countDimensions(env: Pick<Env, "FILES">, { job }: SetRow): Promise<number | null> {
  if (!job?.winner || !job.output?.files.some((f) => f.name === "report.json")) return null;
  const object = await env.FILES.get(resultKey(job.jobId, job.winner, "report.json"));
  const parsed = v.safeParse(countedSchema, await object?.json().catch(() => null));
  return parsed.success && parsed.output.solid ? parsed.output.solid.dimensions.length : null;
}

const head = ["set", "state", "label", "dimensions", "seconds", "failure", "detail", "scan id"];

export const reportCsv = (sets: readonly SetReport[]): string =>
  csv([
    head,
    ...sets.map((s) => [
      ...[s.name, s.state, s.label, s.dimensions, s.seconds, s.failureCode, s.failureDetail, s.scanId],
    ]),
  ]);
