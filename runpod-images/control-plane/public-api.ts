// RunPod's public API: POST run, runsync, cancel/{id}, retry/{id}, purge-queue; GET status/{id}, stream/{id}, health.
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Endpoint, hasEnded, type Job, limits, type Submission } from "./endpoint.ts";
import { Refusal, readJson, reply } from "./http.ts";
import type { Taker } from "./worker-api.ts";

const runBytesMax = 10 * 1024 * 1024;
const runsyncBytesMax = 20 * 1024 * 1024;
const runsyncWaitMs = 90_000;

/** The job as its owner may see it. */
export function shown(job: Job) {
  return {
    id: job.id,
    status: job.status,
    ...(job.output !== undefined && { output: job.output }),
    ...(job.error !== undefined && { error: job.error }),
    ...(job.startedMs !== undefined && { delayTime: job.startedMs - job.submittedMs }),
    ...(job.endedMs !== undefined && { executionTime: job.endedMs - (job.startedMs ?? job.endedMs) }),
    ...(job.workerId !== undefined && { workerId: job.workerId }),
  };
}

export type OwnersCall = {
  request: IncomingMessage;
  response: ServerResponse;
  nowMs: () => number;
  onceEnded: (job: Job, waitMs: number) => Promise<void>;
};

export async function publicApi(
  endpoint: Endpoint<Taker>,
  operation: string,
  jobId: string,
  { request, response, nowMs, onceEnded }: OwnersCall,
): Promise<boolean> {
  switch (operation) {
    case "run":
    case "runsync": {
      const bytesMax = operation === "run" ? runBytesMax : runsyncBytesMax;
      const job = endpoint.submit(checkedRun(await readJson(request, bytesMax)), nowMs());
      if (operation === "runsync") await onceEnded(job, runsyncWaitMs);
      return reply(response, 200, operation === "run" ? { id: job.id, status: job.status } : shown(job));
    }
    case "health":
      return reply(response, 200, endpoint.health());
    case "purge-queue":
      return reply(response, 200, { removed: endpoint.purge(nowMs()), status: "completed" });
  }
  const job = endpoint.jobs.get(jobId);
  if (!job) throw new Refusal(404, "job not found");
  switch (operation) {
    case "status":
      return reply(response, 200, shown(job));
    case "stream":
      return reply(response, 200, { status: job.status, stream: job.stream.splice(0).map((output) => ({ output })) });
    case "cancel":
      endpoint.cancel(job, nowMs());
      return reply(response, 200, shown(job));
    case "retry":
      if (!endpoint.retry(job, nowMs()))
        throw new Refusal(400, hasEnded(job) ? "the job did not fail" : "the job has not ended");
      return reply(response, 200, { id: job.id, status: job.status });
    default:
      throw new Refusal(404, "no such operation");
  }
}

function checkedRun(body: Record<string, unknown>): Submission {
  if (typeof body.input !== "object" || body.input === null) throw new Refusal(400, "input is required");
  const { webhook, policy = {} } = body as Submission;
  if (webhook !== undefined && !isHttpUrl(webhook)) throw new Refusal(400, "webhook must be an http(s) URL");
  between("policy.executionTimeout", policy.executionTimeout, limits.executionTimeoutMs);
  between("policy.ttl", policy.ttl, limits.ttlMs);
  return { input: body.input, webhook, policy };
}

function between(name: string, value: unknown, { min, max }: { min: number; max: number }): void {
  if (value === undefined) return;
  if (typeof value !== "number" || value < min || value > max)
    throw new Refusal(400, `${name} must be ${min} to ${max} ms`);
}

function isHttpUrl(text: unknown): boolean {
  return typeof text === "string" && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
