import type { BatchCounts, BatchSummary } from "#contract/batch";

export type SetState = keyof BatchCounts;

/** A set whose scan is not there any more was deleted; one without a job is a draft. */
export const setStateOf = (hasScan: boolean, phase: Exclude<SetState, "draft" | "deleted"> | null): SetState =>
  hasScan ? (phase ?? "draft") : "deleted";

export function countSets(states: readonly SetState[]): BatchCounts {
  const counts: BatchCounts = { draft: 0, queued: 0, running: 0, done: 0, failed: 0, cancelled: 0, deleted: 0 };
  for (const state of states) counts[state]++;
  return counts;
}

export function batchStateOf(submittedAtMs: number | null, endedAtMs: number | null): BatchSummary["state"] {
  if (submittedAtMs === null) return "open";
  return endedAtMs === null ? "running" : "ended";
}
