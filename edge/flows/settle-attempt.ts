import type { WorkerOutput } from "#contract/job";
import type { Failure } from "#contract/problem";
import { jobStatus, type StatusAnswer } from "../adapters/runpod.ts";
import { filesAreWhole, readManifest } from "../adapters/stored-output.ts";
import { type Attempt, isAlive, type JobEvent } from "../domain/job.ts";
import { jobLimits } from "../domain/limits.ts";
import { readOutput } from "../domain/worker-output.ts";
import type { Env } from "../env.ts";
import { advanceJob } from "./advance-job.ts";
import { openDb } from "../db/client.ts";
import { loadJob } from "../db/jobs.ts";

/** `open`: nothing decided yet. `unreachable`: RunPod could not be asked, so ask again. */
export type Settled = "decided" | "open" | "unreachable";

/**
 * Finds out how an attempt stands and brings it to the job. The manifest with its files decides; else RunPod's status;
 * else what the callback carried (`heard`), whose files are checked all the same. Any one of the three suffices.
 */
export async function settleAttempt(
  env: Env,
  jobId: string,
  attemptNumber: number,
  heard: WorkerOutput | null = null,
  nowMs = Date.now(),
): Promise<Settled> {
  const stored = await loadJob(openDb(env.DB), jobId);
  const attempt = stored?.job.attempts.find((a) => a.attempt === attemptNumber);
  if (!stored || !attempt || !isAlive(stored.job.phase)) return "decided";
  const manifest = await readManifest(env.FILES, jobId, attemptNumber);
  if (manifest && (await filesAreWhole(env.FILES, manifest))) return decide(env, jobId, toEnded(manifest), nowMs);
  const status: StatusAnswer = attempt.runpodId
    ? await jobStatus(env, attempt.runpodId)
    : { kind: "unreachable", detail: "RunPod's id is not known yet" };
  const event = await readStatus(env, jobId, attempt, status, heard, nowMs);
  if (event) return decide(env, jobId, event, nowMs);
  return status.kind === "unreachable" ? "unreachable" : "open";
}

async function decide(env: Env, jobId: string, event: JobEvent, nowMs: number): Promise<Settled> {
  await advanceJob(env, jobId, event, nowMs);
  return event.type === "attempt-started" ? "open" : "decided";
}

const toEnded = (output: WorkerOutput): JobEvent => ({ type: "attempt-ended", attempt: output.attempt, output });

async function readStatus(
  env: Env,
  jobId: string,
  attempt: Attempt,
  status: StatusAnswer,
  heard: WorkerOutput | null,
  nowMs: number,
): Promise<JobEvent | null> {
  const { attempt: number } = attempt;
  const lost = (failure: Failure): JobEvent => ({ type: "attempt-lost", attempt: number, failure });
  if (status.kind !== "known") {
    if (heard && (await filesAreWhole(env.FILES, heard))) return toEnded(heard);
    const forgotten = status.kind === "gone" && nowMs - attempt.changedAtMs > jobLimits.youngMs;
    return forgotten ? lost(workerLost("The GPU service no longer knows the job.")) : null;
  }
  switch (status.job.status) {
    case "IN_QUEUE":
      return null;
    case "IN_PROGRESS":
      return attempt.phase === "running" ? null : { type: "attempt-started", attempt: number };
    case "COMPLETED": {
      const output = readOutput(status.job.output, jobId, number);
      if (output && (await filesAreWhole(env.FILES, output))) return toEnded(output);
      const detail = output ? "Files named by the worker are missing or cut short." : "The worker's answer is missing or not understood.";
      return lost({ code: "output-missing", detail, retryable: true });
    }
    case "TIMED_OUT":
      return lost({ code: "stage-timeout", detail: "The GPU service stopped the job: time limit.", retryable: true });
    case "CANCELLED":
      return lost(workerLost("The GPU service cancelled the job."));
    case "FAILED":
      return lost(workerLost(reasonOf(status.job.error)));
  }
}

const workerLost = (detail: string): Failure => ({ code: "worker-lost", detail, retryable: true });

/** RunPod's SDK reports an exception as JSON text with its type and message. */
function reasonOf(error: unknown): string {
  const text = typeof error === "string" ? error : error === undefined ? "" : JSON.stringify(error);
  let message = text;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && "error_message" in parsed) message = String(parsed.error_message);
  } catch {
    // Not JSON: the text is the reason.
  }
  return message ? `The worker broke off: ${message.slice(0, 300)}` : "The worker broke off without a reason.";
}
