import type { ProblemCode } from "#contract/problem";
import type { Answer, OutboxScan, Trouble } from "./model.ts";

const firstMs = 2_000;
const longestMs = 300_000;

/** 2 s, 4 s, 8 s … 5 min, spread by ±25 % so that many phones on one network do not return together. */
export function delayMs(failures: number, jitter: number): number {
  return Math.round(Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1)) * (0.75 + jitter / 2));
}

export function later(scan: OutboxScan, answer: Answer<unknown>, jitter: number, nowMs: number): OutboxScan {
  // Requests that fail side by side are one failure.
  const already = scan.retryAtMs !== null && scan.retryAtMs > nowMs;
  const failures = already ? scan.failures : scan.failures + 1;
  const askedMs = answer.kind === "problem" ? (answer.retryAfterMs ?? 0) : 0;
  return {
    ...scan,
    failures,
    retryAtMs: nowMs + Math.max(askedMs, delayMs(failures, jitter)),
    retryCause: answer.kind === "unreachable" ? "network" : "server",
  };
}

export function calm(scan: OutboxScan): OutboxScan {
  return scan.failures === 0 && scan.retryAtMs === null
    ? scan
    : { ...scan, failures: 0, retryAtMs: null, retryCause: null };
}

/** What a plan does not allow: time alone may change it, but in hours or weeks, and a person has a quicker way. */
export const plansRefusals: ReadonlySet<ProblemCode> = new Set([
  ...(["trial-used", "quota-used", "spending-cap-reached", "day-used", "plan-read-only"] as const),
]);

/** Whether the same request may succeed another time, soon enough to be tried by itself. */
export function worthRetrying(answer: Answer<unknown>): boolean {
  if (answer.kind === "unreachable") return true;
  if (answer.kind === "ok") return false;
  const { code, status, retry } = answer.problem;
  if (plansRefusals.has(code)) return false;
  return retry !== "never" || status === 429 || status >= 500;
}

export function troubleOf(answer: Answer<unknown>): Trouble | null {
  if (answer.kind !== "problem") return null;
  const { code, title, detail, todo } = answer.problem;
  return { code, title, detail: detail ?? null, todo };
}

export function codeOf(answer: Answer<unknown> | { kind: "damaged" }): string | null {
  return answer.kind === "problem" ? answer.problem.code : null;
}
