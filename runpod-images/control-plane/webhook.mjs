// The callback of an ended job: three tries, ten seconds apart, not signed, as RunPod does it.
import { setTimeout as pause } from "node:timers/promises";
import { shown } from "./public-api.mjs";

const timeoutMs = 10_000;

/** Returns what each try brought: a status or the error's name. Any answer but 2xx is tried again. */
export async function callBack(job, { tries = 3, retryMs = 10_000, request = fetch } = {}) {
  const outcomes = [];
  const body = JSON.stringify({ ...shown(job), input: job.input, webhook: job.webhook });
  for (let left = tries; left > 0; left -= 1) {
    try {
      const answer = await request(job.webhook, {
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
      outcomes.push(error.name);
    }
    if (left > 1) await pause(retryMs, undefined, { ref: false });
  }
  return outcomes;
}
