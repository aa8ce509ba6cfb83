import { and, eq } from "drizzle-orm";
import type { DispatchMessage } from "#contract/job";
import { randomToken, sha256Hex } from "../adapters/digest.ts";
import { errorText, log } from "../adapters/log.ts";
import { cancelJob, type RunAnswer, runJob } from "../adapters/runpod.ts";
import { openDb } from "../db/client.ts";
import { attempts } from "../db/schema.ts";
import { findAttempt, isAlive, type Job, type JobEvent } from "../domain/job.ts";
import { busyDelayMs, jobLimits, workerLinkMs } from "../domain/limits.ts";
import type { Env } from "../env.ts";
import { advanceJob } from "./advance-job.ts";
import { buildWorkerInput } from "./worker-input.ts";

export interface Dispatched {
  /** The attempt is not due yet: bring the message again then. */
  readonly againInMs: number | null;
}

/**
 * Sends one attempt to RunPod. The claim makes it once however often the message comes; whatever happens after the
 * claim – even this Worker's death – the attempt is never sent a second time: a new one is opened instead.
 */
export async function dispatchAttempt(env: Env, message: DispatchMessage, nowMs = Date.now()): Promise<Dispatched> {
  const { jobId, attempt } = message;
  const claim = await advanceJob(env, jobId, { type: "dispatch-claimed", attempt }, nowMs);
  if (!claim?.changed) return { againInMs: claim ? untilDueMs(claim.stored.job, attempt, nowMs) : null };
  let answer: RunAnswer | null;
  try {
    const urls = await openCallbacks(env, jobId, attempt, nowMs);
    const input = await buildWorkerInput(env, claim.stored.row, attempt, urls.progress, nowMs);
    const policy = { executionTimeout: jobLimits.executionMaxMs, ttl: jobLimits.ttlMs };
    answer = input && (await runJob(env, { input, webhook: urls.callback, policy }));
  } catch (error) {
    // Nothing has gone out yet, so the same attempt may be tried again.
    log("error", "dispatch-not-prepared", { jobId, attempt, error: errorText(error) });
    answer = { kind: "busy", delayMs: null };
  }
  await conclude(env, jobId, attempt, answer);
  return { againInMs: null };
}

/** Clocks differ a little between machines: a message that comes before its attempt is due comes again. */
function untilDueMs(job: Job, attempt: number, nowMs: number): number | null {
  const found = isAlive(job.phase) ? findAttempt(job, attempt) : undefined;
  return found?.phase === "waiting" && found.dueAtMs > nowMs ? found.dueAtMs - nowMs : null;
}

async function conclude(env: Env, jobId: string, attempt: number, answer: RunAnswer | null): Promise<void> {
  const event = toEvent(attempt, answer);
  const advance = await advanceJob(env, jobId, event);
  if (!advance && answer?.kind === "accepted") {
    // The scan was erased while /run was under way.
    await cancelJob(env, answer.runpodId);
  }
}

function toEvent(attempt: number, answer: RunAnswer | null): JobEvent {
  if (!answer) return { type: "dispatch-rejected", attempt, detail: "What the job was to work on is gone." };
  switch (answer.kind) {
    case "accepted":
      return { type: "dispatch-accepted", attempt, runpodId: answer.runpodId };
    case "busy":
      return { type: "dispatch-deferred", attempt, delayMs: answer.delayMs ?? busyDelayMs };
    case "refused":
      return { type: "dispatch-refused", attempt, detail: answer.detail };
    case "rejected":
      return { type: "dispatch-rejected", attempt, detail: answer.detail };
    case "unsure":
      return { type: "dispatch-unsure", attempt, detail: answer.detail };
  }
}

/** Fresh tokens, known to gpu-callback by their hashes before anybody can call. */
async function openCallbacks(env: Env, jobId: string, attempt: number, nowMs: number) {
  const [callback, progress] = [randomToken(), randomToken()];
  await openDb(env.DB)
    .update(attempts)
    .set({
      callbackTokenSha256: await sha256Hex(callback),
      callbackUsedAtMs: null,
      progressTokenSha256: await sha256Hex(progress),
      progressExpiresAtMs: nowMs + workerLinkMs,
    })
    .where(and(eq(attempts.jobId, jobId), eq(attempts.attempt, attempt)));
  return {
    callback: `${env.CALLBACK_ORIGIN}/callback/${jobId}/${attempt}/${callback}`,
    progress: `${env.CALLBACK_ORIGIN}/progress/${jobId}/${attempt}/${progress}`,
  };
}
