import type { WorkerOutput } from "#contract/job";
import { jobStatus, type StatusAnswer } from "../adapters/runpod.ts";
import { filesAreWhole, readManifest } from "../adapters/stored-output.ts";
import { openDb } from "../db/client.ts";
import { loadJob } from "../db/jobs.ts";
import { findAttempt, isAlive } from "../domain/job.ts";
import { type Evidence, judgeAttempt } from "../domain/judge-attempt.ts";
import { readOutput } from "../domain/worker-output.ts";
import type { Env } from "../env.ts";
import { advanceJob } from "./advance-job.ts";

/** `settled`: nothing more to ask now. `unreachable`: RunPod could not be asked and nothing else decided. */
export type Settled = "settled" | "unreachable";

/** Finds out how an attempt stands – from its manifest, RunPod, or what the callback carried – and tells the job. */
export async function settleAttempt(
  env: Env,
  jobId: string,
  attemptNumber: number,
  heard: WorkerOutput | null = null,
  nowMs = Date.now(),
): Promise<Settled> {
  const stored = await loadJob(openDb(env.DB), jobId);
  const attempt = stored && findAttempt(stored.job, attemptNumber);
  if (!stored || !attempt || !isAlive(stored.job.phase)) return "settled";
  const evidence = await gather(env, jobId, attemptNumber, attempt.runpodId, heard);
  const event = judgeAttempt(attempt, evidence, nowMs);
  if (event) await advanceJob(env, jobId, event, nowMs);
  return event || evidence.status.kind !== "unreachable" ? "settled" : "unreachable";
}

async function gather(
  env: Env,
  jobId: string,
  attempt: number,
  runpodId: string | null,
  heard: WorkerOutput | null,
): Promise<Evidence> {
  const whole = async (output: WorkerOutput | null) =>
    output && (await filesAreWhole(env.FILES, output)) ? output : null;
  const manifest = await whole(await readManifest(env.FILES, jobId, attempt));
  if (manifest) return { manifest, status: { kind: "unreachable" }, answered: null, heard: null };
  const status: StatusAnswer = runpodId ? await jobStatus(env, runpodId) : { kind: "unreachable", detail: "no id yet" };
  const completed = status.kind === "known" && status.job.status === "COMPLETED";
  const answered = completed ? await whole(readOutput(status.job.output, jobId, attempt)) : null;
  // What RunPod denies is not believed from a callback.
  const believed = status.kind === "known" ? null : await whole(heard);
  return { manifest: null, status, answered, heard: believed };
}
