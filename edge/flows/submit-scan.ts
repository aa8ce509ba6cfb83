import { and, eq, sql } from "drizzle-orm";
import type { ProblemCode } from "#contract/problem";
import type { Submit } from "#contract/scan";
import { sha256Hex } from "../adapters/digest.ts";
import { announce } from "../adapters/room.ts";
import { runBatch } from "../db/batch.ts";
import { type Db, openDb } from "../db/client.ts";
import { attemptSql, commandSql, loadJob } from "../db/jobs.ts";
import { jobs, photos } from "../db/schema.ts";
import { submitJob } from "../domain/job.ts";
import { judgeManifest } from "../domain/manifest.ts";
import type { Env } from "../env.ts";
import { pumpOutbox } from "./pump-outbox.ts";

export type Outcome = { ok: true } | { ok: false; code: ProblemCode; detail?: string };

/** Makes the job, its first attempt and its message in one batch. The same submit again finds the job already there. */
export async function submitScan(
  env: Env,
  ownerId: string,
  scanId: string,
  submit: Submit,
  nowMs: number,
): Promise<Outcome> {
  const db = openDb(env.DB);
  const submitSha256 = await sha256Hex(
    JSON.stringify([scanId, submit.photos.map((p) => [p.photoId, p.sha256]), submit.options]),
  );
  const before = await findSubmitted(db, ownerId, submit.jobId, submitSha256);
  if (before) return before;
  const known = await db.select().from(photos).where(eq(photos.scanId, scanId));
  const verdict = judgeManifest(submit.photos, known);
  if (!verdict.ok) return verdict;
  await insertJob(db, ownerId, scanId, submit, submitSha256, nowMs);
  const after = await findSubmitted(db, ownerId, submit.jobId, submitSha256);
  if (!after) return whyNot(db, scanId);
  if (after.ok) {
    await pumpOutbox(env, nowMs).catch(() => 0);
    await announce(env, scanId, submit.jobId, "queued");
  }
  return after;
}

async function findSubmitted(db: Db, ownerId: string, jobId: string, submitSha256: string): Promise<Outcome | null> {
  const stored = await loadJob(db, jobId);
  if (!stored) return null;
  const same = stored.row.ownerId === ownerId && stored.row.submitSha256 === submitSha256;
  return same ? { ok: true } : { ok: false, code: "id-taken", detail: "jobId stands for another submit." };
}

async function insertJob(db: Db, ownerId: string, scanId: string, submit: Submit, submitSha256: string, nowMs: number) {
  const { job, commands } = submitJob(nowMs);
  const writeId = crypto.randomUUID();
  const wanted = JSON.stringify(submit.photos.map((p) => p.photoId));
  const mine = sql`EXISTS (SELECT 1 FROM jobs WHERE job_id = ${submit.jobId} AND write_id = ${writeId})`;
  // The guard and the insert are one statement: two submits at once, or a photo deleted meanwhile, cannot slip between.
  const insert = sql`INSERT INTO jobs (job_id, scan_id, owner_id, phase, losses, options, photo_ids, submit_sha256,
      submitted_at_ms, checked_at_ms, write_id)
    SELECT ${submit.jobId}, ${scanId}, ${ownerId}, ${job.phase}, 0, ${JSON.stringify(submit.options)}, ${wanted},
      ${submitSha256}, ${nowMs}, ${nowMs}, ${writeId}
    WHERE EXISTS (SELECT 1 FROM scans WHERE scan_id = ${scanId} AND owner_id = ${ownerId})
      AND (SELECT count(*) FROM photos WHERE scan_id = ${scanId} AND photo_id IN (SELECT value FROM json_each(${wanted})))
        = ${submit.photos.length}
    ON CONFLICT DO NOTHING`;
  await runBatch(db, [
    insert,
    ...job.attempts.map((a) => attemptSql(submit.jobId, a, mine)),
    ...commands.map((c) => commandSql(submit.jobId, c, mine, nowMs)),
    sql`UPDATE scans SET job_id = ${submit.jobId}, updated_at_ms = ${nowMs} WHERE scan_id = ${scanId} AND ${mine}`,
  ]);
}

async function whyNot(db: Db, scanId: string): Promise<Outcome> {
  const living = await db
    .select({ jobId: jobs.jobId })
    .from(jobs)
    .where(and(eq(jobs.scanId, scanId), sql`${jobs.phase} IN ('queued', 'running')`));
  if (living[0]) return { ok: false, code: "scan-locked", detail: `Job ${living[0].jobId} is under way.` };
  return { ok: false, code: "photo-missing", detail: "A photo was deleted meanwhile." };
}
