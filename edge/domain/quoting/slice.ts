import type { Figures } from "#contract/quote";
import type { SliceOutput } from "#contract/slice";
import { newRun, type RunEvent, type RunRules, type RunState, stepRun, type WorkerRun } from "./worker-run.ts";

export { isOver } from "./worker-run.ts";

/** One slice, from being wanted to its figures: equal keys have equal figures. */
export type SliceState = RunState;

/** What the slicer has to know besides the settings. */
export interface SlicePrint {
  readonly machine: string;
  readonly profile: string;
  readonly densityMgPerCm3: number;
}

export interface Slice extends WorkerRun {
  readonly figures: Figures | null;
  readonly slicer: string | null;
}

export type SliceEvent =
  | Exclude<RunEvent, { type: "failed" }>
  | { readonly type: "answered"; readonly output: Pick<SliceOutput, "attempt" | "figures" | "failure" | "versions"> };

export const sliceLimits = {
  triesPerRound: 3,
  attemptMax: 9,
  /** A call of /run ends long before. */
  sendingMaxMs: 60_000,
  /** Queueing and slicing together. */
  sentMaxMs: 300_000,
  executionMaxMs: 120_000,
  ttlMs: 300_000,
  linkMs: 900_000,
  busyDelayMs: 2_000,
  /** A failure is believed for so long, then asking tries again. */
  failureKeptMs: 600_000,
} as const;

const rules: RunRules = { ...sliceLimits, rejectedCode: "slice-failed" };

export const newSlice = (nowMs: number): Slice => ({ ...newRun(nowMs), figures: null, slicer: null });

/** Figures count from whichever attempt they come, also late ones; a failure only from the present one. */
export function stepSlice(slice: Slice, event: SliceEvent, nowMs: number): Slice {
  if (event.type !== "answered") return stepRun(slice, event, nowMs, rules);
  if (slice.state === "done") return slice;
  const { attempt, figures, failure, versions } = event.output;
  if (figures && !failure) {
    const slicer = versions?.slicer ?? null;
    return { ...slice, state: "done", sinceMs: nowMs, figures, slicer, failureCode: null, failureDetail: "" };
  }
  const nothing = { code: "slice-failed" as const, detail: "The slicer gave no figures.", retryable: false };
  return stepRun(slice, { type: "failed", attempt, failure: failure ?? nothing }, nowMs, rules);
}
