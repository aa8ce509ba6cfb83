import * as v from "valibot";
import { type GpuResultMessage, runpodJobSchema, workerOutputSchema } from "#contract/job";
import type { Call, CallbackEnv } from "./env.ts";
import { readBody } from "./read-body.ts";
import { claimCallback, releaseCallback } from "./verify.ts";

/** RunPod sends the job's input back too: 200 photos with their links. */
const bodyBytesMax = 2 * 1024 * 1024;

/** RunPod's webhook is unsigned: the single-use token in the address is what shows that it is meant. */
export async function onCallback(request: Request, env: CallbackEnv, call: Call): Promise<Response> {
  const nowMs = Date.now();
  const body = v.safeParse(runpodJobSchema, await readBody(request, bodyBytesMax));
  // A body that cannot be read must not use the token up.
  if (!body.success) return answer(400, "not-understood", call);
  const tokenSha256 = await claimCallback(env.DB, call, nowMs);
  if (tokenSha256 === null) return answer(401, "forged-or-replayed", call);
  const output = v.safeParse(workerOutputSchema, body.output.output);
  const message: GpuResultMessage = {
    kind: "gpu-result",
    jobId: call.jobId,
    attempt: call.attempt,
    tokenSha256,
    runpodId: body.output.id,
    status: body.output.status,
    ...(output.success ? { output: output.output } : {}),
    receivedAtMs: nowMs,
  };
  try {
    await env.GPU_RESULTS.send(message);
  } catch {
    await releaseCallback(env.DB, call);
    return answer(503, "not-queued", call);
  }
  return answer(200, body.output.status, call);
}

function answer(status: number, what: string, { jobId, attempt }: Call): Response {
  console.log(
    JSON.stringify({ level: status < 400 ? "info" : "warn", event: "callback", what, jobId, attempt, status }),
  );
  return new Response(null, { status });
}
