import type { ProblemCode } from "#contract/problem";
import type { Figures } from "#contract/quote";
import type { SliceOutput } from "#contract/slice";

/** One slice, from being wanted to its figures. It takes seconds and may be repeated at will: equal keys have equal figures. */
export type SliceState = "waiting" | "sending" | "sent" | "done" | "failed";

/** What the slicer has to know besides the settings. */
export interface SlicePrint {
  readonly machine: string;
  readonly profile: string;
  readonly densityMgPerCm3: number;
}

export interface Slice {
  readonly state: SliceState;
  /** 1 to 9; every third is the last of its round. */
  readonly attempt: number;
  readonly dueAtMs: number;
  /** Since when it is in this state. */
  readonly sinceMs: number;
  readonly runpodId: string | null;
  readonly figures: Figures | null;
  readonly slicer: string | null;
  readonly failureCode: ProblemCode | null;
  readonly failureDetail: string;
}

export type SliceEvent =
  /** This writer alone sends it now. */
  | { readonly type: "claimed" }
  | { readonly type: "accepted"; readonly attempt: number; readonly runpodId: string }
  /** It has not gone out: the same attempt later. */
  | { readonly type: "deferred"; readonly attempt: number; readonly delayMs: number }
  | { readonly type: "rejected"; readonly attempt: number; readonly detail: string }
  /** Nobody knows whether it went out, or its run is gone: the next attempt. */
  | { readonly type: "lost"; readonly attempt: number; readonly detail: string }
  | { readonly type: "answered"; readonly output: Pick<SliceOutput, "attempt" | "figures" | "failure" | "versions"> }
  /** Somebody asks for it (again). */
  | { readonly type: "asked" }
  | { readonly type: "tick" };

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

export const newSlice = (nowMs: number): Slice => ({
  ...{ state: "waiting", attempt: 1, dueAtMs: nowMs, sinceMs: nowMs, runpodId: null },
  ...{ figures: null, slicer: null, failureCode: null, failureDetail: "" },
});

export const isOver = ({ state }: Pick<Slice, "state">): boolean => state === "done" || state === "failed";

/** The same object: the event changes nothing. */
export function stepSlice(slice: Slice, event: SliceEvent, nowMs: number): Slice {
  if (slice.state === "done") return slice;
  switch (event.type) {
    case "claimed":
      if (slice.state !== "waiting" || slice.dueAtMs > nowMs) return slice;
      return { ...slice, state: "sending", sinceMs: nowMs, runpodId: null };
    case "accepted":
      if (!isSending(slice, event.attempt)) return slice;
      return { ...slice, state: "sent", sinceMs: nowMs, runpodId: event.runpodId };
    case "deferred":
      if (!isSending(slice, event.attempt)) return slice;
      return { ...slice, state: "waiting", sinceMs: nowMs, dueAtMs: nowMs + event.delayMs };
    case "rejected":
      return isSending(slice, event.attempt) ? failed(slice, "slice-failed", event.detail, nowMs) : slice;
    case "lost":
      return isUnderWay(slice, event.attempt) ? again(slice, "worker-lost", event.detail, nowMs) : slice;
    case "answered":
      return answered(slice, event.output, nowMs);
    case "asked": {
      const stale = slice.state === "failed" && nowMs - slice.sinceMs >= sliceLimits.failureKeptMs;
      return stale && slice.attempt < sliceLimits.attemptMax ? next(slice, nowMs, 0) : slice;
    }
    case "tick":
      return tick(slice, nowMs);
  }
}

const isSending = (slice: Slice, attempt: number) => slice.state === "sending" && slice.attempt === attempt;
const isUnderWay = (slice: Slice, attempt: number) =>
  (slice.state === "sending" || slice.state === "sent") && slice.attempt === attempt;

function tick(slice: Slice, nowMs: number): Slice {
  const ageMs = nowMs - slice.sinceMs;
  if (slice.state === "sending" && ageMs >= sliceLimits.sendingMaxMs) {
    return again(slice, "worker-lost", "Sending it broke off.", nowMs);
  }
  if (slice.state === "sent" && ageMs >= sliceLimits.sentMaxMs) {
    return again(slice, "worker-lost", "No answer came in time.", nowMs);
  }
  return slice;
}

/** Figures count from whichever attempt they come, also late ones; a failure only from the present one. */
function answered(
  slice: Slice,
  { attempt, figures, failure, versions }: Pick<SliceOutput, "attempt" | "figures" | "failure" | "versions">,
  nowMs: number,
): Slice {
  if (figures && !failure) {
    const slicer = versions?.slicer ?? null;
    return { ...slice, state: "done", sinceMs: nowMs, figures, slicer, failureCode: null, failureDetail: "" };
  }
  if (!isUnderWay(slice, attempt)) return slice;
  const { code, detail, retryable } = failure ?? {
    ...{ code: "slice-failed" as const, detail: "The slicer gave no figures.", retryable: false },
  };
  return retryable ? again(slice, code, detail, nowMs) : failed(slice, code, detail, nowMs);
}

function again(slice: Slice, code: ProblemCode, detail: string, nowMs: number): Slice {
  if (slice.attempt % sliceLimits.triesPerRound === 0) return failed(slice, code, detail, nowMs);
  return next(slice, nowMs, 500 * 2 ** (slice.attempt % sliceLimits.triesPerRound));
}

const next = (slice: Slice, nowMs: number, delayMs: number): Slice => ({
  ...newSlice(nowMs),
  attempt: slice.attempt + 1,
  dueAtMs: nowMs + delayMs,
});

const failed = (slice: Slice, failureCode: ProblemCode, failureDetail: string, nowMs: number): Slice => ({
  ...slice,
  ...{ state: "failed", sinceMs: nowMs, failureCode, failureDetail: failureDetail.slice(0, 500) },
});
