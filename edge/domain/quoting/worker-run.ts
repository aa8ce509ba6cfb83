import type { ProblemCode } from "#contract/problem";

/** One run of the slicer's worker, from being wanted to its answer. It takes seconds and may be repeated at will. */
export type RunState = "waiting" | "sending" | "sent" | "done" | "failed";

export interface WorkerRun {
  readonly state: RunState;
  /** 1 to 9; the last of a round gives up. */
  readonly attempt: number;
  readonly dueAtMs: number;
  /** Since when it is in this state. */
  readonly sinceMs: number;
  readonly runpodId: string | null;
  readonly failureCode: ProblemCode | null;
  readonly failureDetail: string;
}

export interface RunFailure {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly retryable: boolean;
}

export type RunEvent =
  /** This writer alone sends it now. */
  | { readonly type: "claimed" }
  | { readonly type: "accepted"; readonly attempt: number; readonly runpodId: string }
  /** It has not gone out: the same attempt later. */
  | { readonly type: "deferred"; readonly attempt: number; readonly delayMs: number }
  | { readonly type: "rejected"; readonly attempt: number; readonly detail: string }
  /** Nobody knows whether it went out, or its run is gone: the next attempt. */
  | { readonly type: "lost"; readonly attempt: number; readonly detail: string }
  | { readonly type: "failed"; readonly attempt: number; readonly failure: RunFailure }
  /** Somebody asks for it (again). */
  | { readonly type: "asked" }
  | { readonly type: "tick" };

export interface RunRules {
  readonly triesPerRound: number;
  readonly attemptMax: number;
  /** A call of /run ends long before. */
  readonly sendingMaxMs: number;
  /** Queueing and working together. */
  readonly sentMaxMs: number;
  /** A failure is believed for so long, then asking tries again. */
  readonly failureKeptMs: number;
  /** Of a run that RunPod would not take. */
  readonly rejectedCode: ProblemCode;
}

export const newRun = (nowMs: number): WorkerRun => ({
  ...{ state: "waiting", attempt: 1, dueAtMs: nowMs, sinceMs: nowMs, runpodId: null },
  ...{ failureCode: null, failureDetail: "" },
});

export const isOver = ({ state }: Pick<WorkerRun, "state">): boolean => state === "done" || state === "failed";

/** The same object: the event changes nothing. */
export function stepRun<Run extends WorkerRun>(run: Run, event: RunEvent, nowMs: number, rules: RunRules): Run {
  if (run.state === "done") return run;
  switch (event.type) {
    case "claimed":
      if (run.state !== "waiting" || run.dueAtMs > nowMs) return run;
      return { ...run, state: "sending", sinceMs: nowMs, runpodId: null };
    case "accepted":
      if (!isSending(run, event.attempt)) return run;
      return { ...run, state: "sent", sinceMs: nowMs, runpodId: event.runpodId };
    case "deferred":
      if (!isSending(run, event.attempt)) return run;
      return { ...run, state: "waiting", sinceMs: nowMs, dueAtMs: nowMs + event.delayMs };
    case "rejected":
      return isSending(run, event.attempt) ? failed(run, rules.rejectedCode, event.detail, nowMs) : run;
    case "lost":
      return isUnderWay(run, event.attempt) ? again(run, "worker-lost", event.detail, nowMs, rules) : run;
    case "failed": {
      if (!isUnderWay(run, event.attempt)) return run;
      const { code, detail, retryable } = event.failure;
      return retryable ? again(run, code, detail, nowMs, rules) : failed(run, code, detail, nowMs);
    }
    case "asked": {
      const stale = run.state === "failed" && nowMs - run.sinceMs >= rules.failureKeptMs;
      return stale && run.attempt < rules.attemptMax ? next(run, nowMs, 0) : run;
    }
    case "tick":
      return tick(run, nowMs, rules);
  }
}

const isSending = (run: WorkerRun, attempt: number) => run.state === "sending" && run.attempt === attempt;
const isUnderWay = (run: WorkerRun, attempt: number) =>
  (run.state === "sending" || run.state === "sent") && run.attempt === attempt;

function tick<Run extends WorkerRun>(run: Run, nowMs: number, rules: RunRules): Run {
  const ageMs = nowMs - run.sinceMs;
  if (run.state === "sending" && ageMs >= rules.sendingMaxMs) {
    return again(run, "worker-lost", "Sending it broke off.", nowMs, rules);
  }
  if (run.state === "sent" && ageMs >= rules.sentMaxMs) {
    return again(run, "worker-lost", "No answer came in time.", nowMs, rules);
  }
  return run;
}

function again<Run extends WorkerRun>(
  run: Run,
  code: ProblemCode,
  detail: string,
  nowMs: number,
  rules: RunRules,
): Run {
  if (run.attempt % rules.triesPerRound === 0) return failed(run, code, detail, nowMs);
  return next(run, nowMs, 500 * 2 ** (run.attempt % rules.triesPerRound));
}

const next = <Run extends WorkerRun>(run: Run, nowMs: number, delayMs: number): Run => ({
  ...run,
  ...newRun(nowMs),
  attempt: run.attempt + 1,
  dueAtMs: nowMs + delayMs,
});

const failed = <Run extends WorkerRun>(run: Run, failureCode: ProblemCode, detail: string, nowMs: number): Run => ({
  ...run,
  ...{ state: "failed", sinceMs: nowMs, failureCode, failureDetail: detail.slice(0, 500) },
});
