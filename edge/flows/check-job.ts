import { errorText, log } from "../adapters/log.ts";
import { openDb } from "../db/client.ts";
import { loadJob } from "../db/jobs.ts";
import { isAlive, type JobPhase } from "../domain/job.ts";
import type { Env } from "../env.ts";
import { advanceJob } from "./advance-job.ts";
import { settleAttempt } from "./settle-attempt.ts";

/** One look at a living job: what time decides, then every attempt that may have ended. Null: no such job. */
export async function checkJob(env: Env, jobId: string, nowMs = Date.now()): Promise<JobPhase | null> {
  await advanceJob(env, jobId, { type: "tick" }, nowMs);
  const stored = await loadJob(openDb(env.DB), jobId);
  if (!stored) return null;
  for (const a of stored.job.attempts) {
    // A lost attempt whose files arrive late may still win, so it is looked at too.
    if (!isAlive(stored.job.phase) || a.phase === "waiting" || a.phase === "sending") continue;
    await settleAttempt(env, jobId, a.attempt, null, nowMs).catch((error) =>
      log("warn", "settle-failed", { jobId, attempt: a.attempt, error: errorText(error) }),
    );
  }
  return (await loadJob(openDb(env.DB), jobId))?.job.phase ?? null;
}
