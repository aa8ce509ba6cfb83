import type { ProgressEvent } from "#contract/job-words";
import { stageNames } from "#contract/job-words";

/** The newest event of each stage of the newest attempt. */
export interface Progress {
  readonly attempt: number;
  readonly sequence: number;
  readonly stages: readonly ProgressEvent[];
}

export const noProgress: Progress = { attempt: 0, sequence: -1, stages: [] };

/** Takes an event in; null when it is late (an older attempt, or a sequence already passed). */
export function takeProgress(progress: Progress, event: ProgressEvent): Progress | null {
  if (event.attempt < progress.attempt) return null;
  const fresh = event.attempt > progress.attempt;
  if (!fresh && event.sequence <= progress.sequence) return null;
  const kept = fresh ? [] : progress.stages.filter((e) => e.stage !== event.stage);
  const stages = [...kept, event].sort((a, b) => stageNames.indexOf(a.stage) - stageNames.indexOf(b.stage));
  return { attempt: event.attempt, sequence: event.sequence, stages };
}
