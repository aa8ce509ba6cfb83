import type { SQL } from "drizzle-orm";
import { log } from "../adapters/log.ts";
import { announce } from "../adapters/room.ts";
import { openDb } from "../db/client.ts";
import { loadJob, type StoredJob, saveStep } from "../db/jobs.ts";
import { isAlive, type Job, type JobEvent } from "../domain/job.ts";
import { stepJob } from "../domain/job-step.ts";
import type { Env } from "../env.ts";
import { type TellEnv, tellNow } from "./notices/tell-now.ts";
import { pumpOutbox } from "./pump-outbox.ts";

export type FlowEnv = Pick<Env, "JOBS" | "SWEEP" | "ROOMS"> & TellEnv;

export interface Advance {
  /** Whether this event changed the job, and not one before it. */
  readonly changed: boolean;
  readonly stored: StoredJob;
}

const writesMax = 20;

/** Brings an event to a job: read, decide, write guarded; read again when another writer was faster. Null: no such job. */
export async function advanceJob(
  env: FlowEnv,
  jobId: string,
  event: JobEvent,
  nowMs = Date.now(),
  /** Statements of the same batch, made with its guard. */
  along: (guard: SQL) => SQL[] = () => [],
): Promise<Advance | null> {
  const db = openDb(env.DB);
  for (let i = 0; i < writesMax; i++) {
    const stored = await loadJob(db, jobId);
    if (!stored) return null;
    const step = stepJob(stored.job, event, nowMs);
    if (step.job === stored.job) return { changed: false, stored };
    if (!(await saveStep(db, stored, step, nowMs, along))) continue;
    await afterwards(env, stored, step.job, event, nowMs);
    return { changed: true, stored: { row: { ...stored.row, phase: step.job.phase }, job: step.job } };
  }
  throw new Error(`job ${jobId}: ${writesMax} writers were faster`);
}

/** What may be lost without harm: cron pumps the outbox too, and clients ask again. */
async function afterwards(env: FlowEnv, before: StoredJob, job: Job, event: JobEvent, nowMs: number): Promise<void> {
  const { jobId, scanId } = before.row;
  log("info", "job-step", {
    jobId,
    by: event.type,
    from: before.job.phase,
    to: job.phase,
    attempts: job.attempts.length,
  });
  await pumpOutbox(env, nowMs).catch(() => 0);
  if (job.phase !== before.job.phase || job.failure !== before.job.failure)
    await announce(env, scanId, jobId, job.phase);
  if (isAlive(before.job.phase) && !isAlive(job.phase)) await tellNow(env, nowMs).catch(() => 0);
}
