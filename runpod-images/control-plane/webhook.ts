// The callback of an ended job: three tries, ten seconds apart, not signed, as RunPod does it.
import { setTimeout as pause } from "node:timers/promises";
import type { Job } from "./endpoint.ts";
import { shown } from "./public-api.ts";

const timeoutMs = 10_000;

/** Returns what each try brought: a status or the error's name. Any answer but 2xx is tried again. */
export async function callBack(
  job: Job,
  url: string,
  { tries = 3, retryMs = 10_000 } = {},
): Promise<(number | string)[]> {
  const outcomes: (number | string)[] = [];
  const body = JSON.stringify({ ...shown(job), input: job.input, webhook: url });
  for (let left = tries; left > 0; left -= 1) {
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        signal: AbortSignal.timeout(timeoutMs),
        redirect: "manual",
      });
      await answer.body?.cancel();
      outcomes.push(answer.status);
      if (answer.ok) break;
    } catch (error) {
      outcomes.push(error instanceof Error ? error.name : String(error));
    }
    if (left > 1) await pause(retryMs, undefined, { ref: false });
  }
  return outcomes;
}
