import type { WorkerOutput } from "#contract/job";
import type { Failure } from "#contract/problem";

/** `queued` and `running` are alive; the others are final. */
export type JobPhase = "queued" | "running" | "done" | "failed" | "cancelled";

/**
 * `waiting`: to be sent to RunPod. `sending`: /run is being called. `unsure`: /run broke off and may have been heard.
 * `sent`: accepted. `running`: begun. `lost`: over without a result. Even a lost attempt wins if its manifest turns up first.
 */
export type AttemptPhase = "waiting" | "sending" | "unsure" | "sent" | "running" | "lost";

export interface Attempt {
  readonly attempt: number;
  readonly phase: AttemptPhase;
  readonly runpodId: string | null;
  readonly openedAtMs: number;
  readonly changedAtMs: number;
  /** Not to be sent before. */
  readonly dueAtMs: number;
}

export interface Job {
  readonly phase: JobPhase;
  /** In order; the last is the newest. */
  readonly attempts: readonly Attempt[];
  /** Attempts that broke off, without those whose sending was unsure. */
  readonly losses: number;
  /** Whose files are the result. */
  readonly winner: number | null;
  /** Why it failed; in a living job what it waits for. */
  readonly failure: Failure | null;
  readonly output: WorkerOutput | null;
  readonly submittedAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
}

export type JobEvent =
  | { readonly type: "dispatch-claimed"; readonly attempt: number }
  | { readonly type: "dispatch-accepted"; readonly attempt: number; readonly runpodId: string }
  /** RunPod is busy (429): the same attempt again, later. */
  | { readonly type: "dispatch-deferred"; readonly attempt: number; readonly delayMs: number }
  /** RunPod refuses us (401, 403): kept, and a person is called. */
  | { readonly type: "dispatch-refused"; readonly attempt: number; readonly detail: string }
  /** RunPod finds the request itself wrong: sending it again would not help. */
  | { readonly type: "dispatch-rejected"; readonly attempt: number; readonly detail: string }
  | { readonly type: "dispatch-unsure"; readonly attempt: number; readonly detail: string }
  /** The queue gave the message up. */
  | { readonly type: "dispatch-dead"; readonly attempt: number }
  | { readonly type: "attempt-started"; readonly attempt: number }
  /** `output` was checked: every file it names lies there with that hash. */
  | { readonly type: "attempt-ended"; readonly attempt: number; readonly output: WorkerOutput }
  | { readonly type: "attempt-lost"; readonly attempt: number; readonly failure: Failure }
  | { readonly type: "cancel" }
  | { readonly type: "tick" };

export type JobCommand =
  | { readonly do: "dispatch"; readonly attempt: number; readonly notBeforeMs: number }
  /** Cancel on RunPod. */
  | { readonly do: "halt"; readonly runpodId: string }
  /** Delete what the attempt has put. */
  | { readonly do: "sweep"; readonly attempt: number }
  | { readonly do: "alert"; readonly kind: string; readonly detail: string };

export interface Step {
  readonly job: Job;
  readonly commands: readonly JobCommand[];
}

export const isAlive = (phase: JobPhase): boolean => phase === "queued" || phase === "running";
export const newestAttempt = (job: Job): Attempt => job.attempts[job.attempts.length - 1] as Attempt;
export const findAttempt = (job: Job, attempt: number): Attempt | undefined =>
  job.attempts.find((a) => a.attempt === attempt);

/** A job as it is submitted, with the command that sends its first attempt. */
export function submitJob(nowMs: number): Step {
  return {
    job: {
      phase: "queued",
      attempts: [freshAttempt(1, nowMs, nowMs)],
      losses: 0,
      winner: null,
      failure: null,
      output: null,
      submittedAtMs: nowMs,
      startedAtMs: null,
      endedAtMs: null,
    },
    commands: [{ do: "dispatch", attempt: 1, notBeforeMs: nowMs }],
  };
}

export function freshAttempt(attempt: number, nowMs: number, dueAtMs: number): Attempt {
  return { attempt, phase: "waiting", runpodId: null, openedAtMs: nowMs, changedAtMs: nowMs, dueAtMs };
}
