import type { BatchCounts, BatchSummary } from "#contract/batch";
import type { Tone } from "../ui/Chip.tsx";

export const toneOfBatch: Record<BatchSummary["state"], Tone> = { open: "plain", running: "blue", ended: "good" };

export const toneOfSet: Record<keyof BatchCounts, Tone> = {
  draft: "plain",
  queued: "blue",
  running: "blue",
  done: "good",
  failed: "bad",
  cancelled: "plain",
  deleted: "plain",
};

/** In the bar from what is finished to what has not begun. */
export const setStatesInOrder = [
  ...(["done", "failed", "cancelled", "deleted", "running", "queued", "draft"] as const),
] satisfies (keyof BatchCounts)[];
