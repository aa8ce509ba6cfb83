import { type SQL, sql } from "drizzle-orm";
import * as v from "valibot";
import { stateName } from "#contract/job";
import { type RebuildRequest, rebuildLimits } from "#contract/rebuild";
import { type Report, reportSchema } from "#contract/report";
import { sha256Hex } from "../adapters/digest.ts";
import { openDb } from "../db/client.ts";
import { jobsOfScan, messageSql, type StoredJob } from "../db/jobs.ts";
import { isAlive } from "../domain/job.ts";
import { judgeRebuild } from "../domain/rebuild.ts";
import { jobPrefix, resultKey } from "../domain/storage-keys.ts";
import type { Env } from "../env.ts";
import { findSubmitted, type Outcome, openJob } from "./open-job.ts";

const unavailable = { code: "rebuild-unavailable", detail: "The result is not one of this scan's." } as const;

/** A job that makes a finished result anew. It is judged against that result's report before anything is sent. */
export async function rebuildPart(
  env: Env,
  ownerId: string,
  scanId: string,
  request: RebuildRequest,
  nowMs: number,
): Promise<Outcome> {
  const db = openDb(env.DB);
  const { jobId, ...rebuild } = request;
  const submitSha256 = await sha256Hex(JSON.stringify([scanId, "rebuild", rebuild]));
  const before = await findSubmitted(db, ownerId, jobId, submitSha256);
  if (before) return before;
  const known = await jobsOfScan(db, scanId);
  const living = known.find((j) => isAlive(j.job.phase));
  if (living) return { ok: false, code: "scan-locked", detail: `Job ${living.row.jobId} is under way.` };
  const from = known.find((j) => j.row.jobId === rebuild.of.jobId && j.job.winner === rebuild.of.attempt);
  if (!from) return { ok: false, ...unavailable };
  const report = await readReport(env, from);
  if (!report) return { ok: false, code: "rebuild-unavailable", detail: "The result has nothing to be rebuilt from." };
  const verdict = judgeRebuild(rebuild, report);
  if (!verdict.ok) return verdict;
  const job = { jobId, scanId, ownerId, options: from.row.options, photoIds: [], submitSha256, rebuild };
  const old = tooMany(known, rebuild.of.jobId);
  return openJob(env, job, unavailable, nowMs, (guard) => old.flatMap((id) => removeSql(id, guard, nowMs)));
}

/** The result's report, if what it can be rebuilt from lies beside it. */
async function readReport(env: Env, { row, job }: StoredJob): Promise<Report | null> {
  const has = (name: string) => job.output?.files.some((f) => f.name === name);
  if (job.winner === null || row.filesDeletedAtMs !== null || !has(stateName) || !has("report.json")) return null;
  const object = await env.FILES.get(resultKey(row.jobId, job.winner, "report.json"));
  const parsed = object && v.safeParse(reportSchema, await object.json().catch(() => null));
  return parsed?.success ? parsed.output : null;
}

/** The oldest rebuilds, where the new one would be one too many; never what it is made from. */
function tooMany(known: readonly StoredJob[], ofJobId: string): string[] {
  const rebuilds = known.filter((j) => j.row.rebuild !== null);
  const over = Math.max(0, rebuilds.length + 1 - rebuildLimits.perScanMax);
  const removable = rebuilds.filter((j) => j.row.jobId !== ofJobId).map((j) => j.row.jobId);
  return over === 0 ? [] : removable.slice(-over);
}

function removeSql(jobId: string, guard: SQL, nowMs: number): SQL[] {
  return [
    messageSql("sweep", { kind: "sweep", prefix: jobPrefix(jobId) }, nowMs, guard, nowMs),
    sql`DELETE FROM attempts WHERE job_id = ${jobId} AND ${guard}`,
    sql`DELETE FROM jobs WHERE job_id = ${jobId} AND ${guard}`,
  ];
}
