import type { RunpodJob, WorkerOutput } from "#contract/job";
import type { Failure } from "#contract/problem";
import type { Attempt, JobEvent } from "./job.ts";
import { jobLimits } from "./limits.ts";

/** What RunPod says of a run; `gone`: it has never heard of it, or forgotten it (results are kept for 30 minutes). */
export type RunStatus =
  | { readonly kind: "known"; readonly job: Pick<RunpodJob, "status" | "error"> }
  | { readonly kind: "gone" }
  | { readonly kind: "unreachable" };

/** All that is known of an attempt from outside. An output counts only when every file it names was found whole. */
export interface Evidence {
  /** From manifest.json. */
  readonly manifest: WorkerOutput | null;
  readonly status: RunStatus;
  /** From RunPod's answer. */
  readonly answered: WorkerOutput | null;
  /** From the callback. */
  readonly heard: WorkerOutput | null;
}

/** What the evidence means for the job; null: nothing new. Manifest, status and callback each suffice alone. */
export function judgeAttempt(attempt: Attempt, evidence: Evidence, nowMs: number): JobEvent | null {
  const { manifest, status, answered, heard } = evidence;
  const output = manifest ?? answered ?? heard;
  if (output) return { type: "attempt-ended", attempt: attempt.attempt, output };
  const lost = (failure: Failure): JobEvent => ({ type: "attempt-lost", attempt: attempt.attempt, failure });
  if (status.kind === "unreachable") return null;
  if (status.kind === "gone") {
    const young = nowMs - attempt.changedAtMs <= jobLimits.youngMs;
    return young ? null : lost(workerLost("The GPU service no longer knows the job."));
  }
  switch (status.job.status) {
    case "IN_QUEUE":
      return null;
    case "IN_PROGRESS":
      return attempt.phase === "running" ? null : { type: "attempt-started", attempt: attempt.attempt };
    case "COMPLETED":
      return lost({
        code: "output-missing",
        detail: "The result is missing, cut short or not understood.",
        retryable: true,
      });
    case "TIMED_OUT":
      return lost({
        code: "stage-timeout",
        detail: "The GPU service stopped the job at its time limit.",
        retryable: true,
      });
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
    if (typeof parsed === "object" && parsed !== null && "error_message" in parsed)
      message = String(parsed.error_message);
  } catch {
    // Not JSON: the text is the reason.
  }
  return message ? `The worker broke off: ${message.slice(0, 300)}` : "The worker broke off without a reason.";
}
