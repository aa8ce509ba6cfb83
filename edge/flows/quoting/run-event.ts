import { log } from "../../adapters/log.ts";
import type { RunAnswer } from "../../adapters/runpod.ts";
import type { RunEvent } from "../../domain/quoting/worker-run.ts";

const busyDelayMs = 2_000;
/** The key is wrong: nothing is lost, and somebody has to set it right. */
const refusedDelayMs = 30_000;

/** What RunPod's answer to /run means for the run. */
export function runEventOf(attempt: number, answer: RunAnswer): Exclude<RunEvent, { type: "failed" }> {
  switch (answer.kind) {
    case "accepted":
      return { type: "accepted", attempt, runpodId: answer.runpodId };
    case "busy":
      return { type: "deferred", attempt, delayMs: answer.delayMs ?? busyDelayMs };
    case "refused":
      log("error", "slicer-refuses", { detail: answer.detail });
      return { type: "deferred", attempt, delayMs: refusedDelayMs };
    case "rejected":
      return { type: "rejected", attempt, detail: answer.detail };
    case "unsure":
      return { type: "lost", attempt, detail: answer.detail };
  }
}
