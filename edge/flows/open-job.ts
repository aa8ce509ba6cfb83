import { and, eq, type SQL, sql } from "drizzle-orm";
import type { JobOptions } from "#contract/job-words";
import type { ProblemCode } from "#contract/problem";
import type { Rebuild } from "#contract/rebuild";
import { announce } from "../adapters/room.ts";
import { runBatch } from "../db/batch.ts";
import { type Db, openDb } from "../db/client.ts";
import { quotaWarningSql } from "../db/events.ts";
import { attemptSql, commandSql, loadJob } from "../db/jobs.ts";
import { quotaNoticeSql } from "../db/notices.ts";
import { ownerOfDevice } from "../db/owners.ts";
import { holdSql, modelsOf, quotaGuard, readUsage } from "../db/quota.ts";
import { findScan } from "../db/scans.ts";
import { jobs } from "../db/schema.ts";
import { submitJob } from "../domain/job.ts";
import { type Allowance, refusal } from "../domain/quota/quota.ts";
import type { Env } from "../env.ts";
import { allowanceOf } from "./allowance-of.ts";
import { pumpOutbox } from "./pump-outbox.ts";
import { isOn } from "./switches.ts";

export type Outcome = { ok: true } | { ok: false; code: ProblemCode; detail?: string };

export interface NewJob {
  readonly jobId: string;
  readonly scanId: string;
  readonly ownerId: string;
  readonly options: JobOptions;
  readonly photoIds: readonly string[];
  readonly rebuild: Rebuild | null;
  /** Of what was asked for: the same job id with another wish is refused. */
  readonly submitSha256: string;
}

/** What became of this job id before; null: nothing yet. */
export async function findSubmitted(
  db: Db,
  ownerId: string,
  jobId: string,
  submitSha256: string,
): Promise<Outcome | null> {
  const stored = await loadJob(db, jobId);
  if (!stored) return null;
  const { row } = stored;
  // A device that was linked to an account while its request was under way asks for a job that is now the account's.
  const own = row.ownerId === ownerId || row.ownerId === (await ownerOfDevice(db, ownerId));
  const same = own && row.submitSha256 === submitSha256;
  return same ? { ok: true } : { ok: false, code: "id-taken", detail: "jobId stands for another submit." };
}

/**
 * The job, its first attempt and its message in one batch; `along` are statements that depend on it, made with its guard.
 * `missing` is told where what the job needs has gone meanwhile.
 */
export async function openJob(
  env: Env,
  wanted: NewJob,
  missing: { code: ProblemCode; detail: string },
  nowMs: number,
  along: (guard: SQL) => SQL[] = () => [],
): Promise<Outcome> {
  const db = openDb(env.DB);
  if (!(await isOn(db, "submissions"))) return { ok: false, code: "service-paused" };
  const charge = await chargeFor(env, db, wanted, nowMs);
  await insertJob(db, wanted, charge, nowMs, along);
  const after = await findSubmitted(db, wanted.ownerId, wanted.jobId, wanted.submitSha256);
  if (!after) return whyNot(db, wanted, charge, missing, nowMs);
  if (after.ok) {
    await pumpOutbox(env, nowMs).catch(() => 0);
    await announce(env, wanted.scanId, wanted.jobId, "queued");
  }
  return after;
}

/** What the job counts against the owner's quota; null: nothing (a rebuild takes no photos and no GPU). */
interface Charge {
  readonly allowance: Allowance;
  readonly models: 0 | 1;
}

async function chargeFor(env: Env, db: Db, wanted: NewJob, nowMs: number): Promise<Charge | null> {
  if (wanted.rebuild !== null) return null;
  const models = await modelsOf(db, wanted.scanId, nowMs);
  return { allowance: await allowanceOf(env, db, wanted.ownerId, nowMs), models };
}

async function insertJob(
  db: Db,
  wanted: NewJob,
  charge: Charge | null,
  nowMs: number,
  along: (guard: SQL) => SQL[],
): Promise<void> {
  const { jobId, scanId, ownerId, options, rebuild, photoIds, submitSha256 } = wanted;
  const { job, commands } = submitJob(nowMs);
  const writeId = crypto.randomUUID();
  const photos = JSON.stringify(photoIds);
  const mine = sql`EXISTS (SELECT 1 FROM jobs WHERE job_id = ${jobId} AND write_id = ${writeId})`;
  // The guard and the insert are one statement: two submits at once, or a photo deleted meanwhile, cannot slip between.
  const insert = sql`INSERT INTO jobs (job_id, scan_id, owner_id, phase, losses, options, rebuild, photo_ids,
      submit_sha256, submitted_at_ms, checked_at_ms, write_id)
    SELECT ${jobId}, ${scanId}, ${ownerId}, ${job.phase}, 0, ${JSON.stringify(options)},
      ${rebuild && JSON.stringify(rebuild)}, ${photos}, ${submitSha256}, ${nowMs}, ${nowMs}, ${writeId}
    WHERE EXISTS (SELECT 1 FROM scans WHERE scan_id = ${scanId} AND owner_id = ${ownerId})
      AND (SELECT count(*) FROM photos WHERE scan_id = ${scanId} AND photo_id IN (SELECT value FROM json_each(${photos})))
        = ${photoIds.length}
      AND (${rebuild === null ? 1 : 0} OR EXISTS (SELECT 1 FROM jobs WHERE scan_id = ${scanId}
        AND job_id = ${rebuild?.of.jobId ?? ""} AND winner = ${rebuild?.of.attempt ?? 0} AND files_deleted_at_ms IS NULL))
      AND ${charge ? quotaGuard(ownerId, charge.allowance, charge.models, nowMs) : sql`1`}
    ON CONFLICT DO NOTHING`;
  await runBatch(db, [
    insert,
    ...(charge ? [holdSql(jobId, ownerId, charge.allowance, charge.models, mine, nowMs)] : []),
    ...(charge ? quotaNotices(ownerId, charge.allowance, mine, nowMs) : []),
    ...(charge ? quotaWarningSql(ownerId, charge.allowance, mine, nowMs) : []),
    ...job.attempts.map((a) => attemptSql(jobId, a, mine)),
    ...commands.map((c) => commandSql(jobId, c, mine, nowMs)),
    sql`UPDATE scans SET job_id = ${jobId}, updated_at_ms = ${nowMs} WHERE scan_id = ${scanId} AND ${mine}`,
    ...along(mine),
  ]);
}

/** The trial's three models are told on the screen; a month's quota is told as it runs out. */
function quotaNotices(ownerId: string, allowance: Allowance, guard: SQL, nowMs: number): SQL[] {
  const { modelsPerMonth: quota, periodFromMs: fromMs, periodToMs } = allowance;
  if (quota === null || periodToMs === null) return [];
  return (["quota-80", "quota-used"] as const).map((kind) =>
    quotaNoticeSql(kind, ownerId, { fromMs, quota }, guard, nowMs),
  );
}

async function whyNot(
  db: Db,
  wanted: NewJob,
  charge: Charge | null,
  missing: { code: ProblemCode; detail: string },
  nowMs: number,
): Promise<Outcome> {
  const living = await db
    .select({ jobId: jobs.jobId })
    .from(jobs)
    .where(and(eq(jobs.scanId, wanted.scanId), sql`${jobs.phase} IN ('queued', 'running')`));
  if (living[0]) return { ok: false, code: "scan-locked", detail: `Job ${living[0].jobId} is under way.` };
  const scan = await findScan(db, wanted.scanId);
  if (scan && scan.ownerId !== wanted.ownerId)
    return { ok: false, code: "scan-locked", detail: "The scan has just become an account's; send it again." };
  const used = charge && (await readUsage(db, wanted.ownerId, charge.allowance, nowMs));
  const why = charge && used && charge.models > 0 ? refusal(charge.allowance, used) : null;
  return why ? { ok: false, code: why } : { ok: false, ...missing };
}
