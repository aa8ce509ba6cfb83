import type { PrepareOutput, PrepareReport } from "#contract/prepare";
import { newRun, type RunEvent, type RunRules, stepRun, type WorkerRun } from "./worker-run.ts";

/** What the worker does with a part before it can be sliced. The same file by the same task has the same outcome. */
export interface Preparation extends WorkerRun {
  readonly report: PrepareReport | null;
  /** Of the mesh that was put, and which attempt put it. */
  readonly meshSha256: string | null;
  readonly meshBytes: number | null;
}

export type PreparationEvent =
  | Exclude<RunEvent, { type: "failed" }>
  | { readonly type: "answered"; readonly output: Pick<PrepareOutput, "attempt" | "report" | "file" | "failure"> };

export const preparationLimits = {
  triesPerRound: 3,
  attemptMax: 9,
  sendingMaxMs: 60_000,
  /** Queueing and working together. */
  sentMaxMs: 300_000,
  executionMaxMs: 240_000,
  ttlMs: 300_000,
  linkMs: 900_000,
  busyDelayMs: 2_000,
  failureKeptMs: 600_000,
  /** A part that may be priced as it is waits no longer for bodies to be united. */
  optionalMaxMs: 60_000,
} as const;

const rules: RunRules = { ...preparationLimits, rejectedCode: "prepare-failed" };

export const newPreparation = (nowMs: number): Preparation => ({
  ...newRun(nowMs),
  ...{ report: null, meshSha256: null, meshBytes: null },
});

/** A mesh counts only from the present attempt: where it lies is named after it. */
export function stepPreparation(run: Preparation, event: PreparationEvent, nowMs: number): Preparation {
  if (event.type !== "answered") return stepRun(run, event, nowMs, rules);
  const { attempt, report, file, failure } = event.output;
  if (run.state === "done" || attempt !== run.attempt) return run;
  if (report && file && !failure) {
    return {
      ...run,
      ...{ state: "done", sinceMs: nowMs, report, meshSha256: file.sha256, meshBytes: file.bytes },
      ...{ failureCode: null, failureDetail: "" },
    };
  }
  const nothing = { code: "prepare-failed" as const, detail: "The worker gave no mesh.", retryable: false };
  return stepRun(run, { type: "failed", attempt, failure: failure ?? nothing }, nowMs, rules);
}
