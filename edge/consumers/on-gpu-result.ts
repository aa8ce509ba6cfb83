import type { GpuResultMessage } from "#contract/job";
import { readOutput } from "../domain/worker-output.ts";
import type { Env } from "../env.ts";
import { advanceJob } from "../flows/advance-job.ts";
import { settleAttempt } from "../flows/settle-attempt.ts";
import { done, type Handled, laterInS } from "./handled.ts";

const againInS = 10;

/** What gpu-callback heard is a hint: RunPod and the files are asked before anything changes. */
export async function onGpuResult(env: Env, message: GpuResultMessage): Promise<Handled> {
  const { jobId, attempt, runpodId } = message;
  // The callback may be faster than the answer to /run that would have told the id.
  await advanceJob(env, jobId, { type: "dispatch-accepted", attempt, runpodId });
  const heard = readOutput(message.output, jobId, attempt);
  return (await settleAttempt(env, jobId, attempt, heard)) === "unreachable" ? laterInS(againInS) : done;
}
