import type { GpuResultMessage, JobsMessage, SweepMessage } from "#contract/job";
import { log } from "../adapters/log.ts";
import { openDb } from "../db/client.ts";
import { alerts } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { advanceJob } from "../flows/advance-job.ts";
import { done, type Handled } from "./handled.ts";

async function alert(env: Env, kind: string, detail: string): Promise<void> {
  log("error", kind, { detail });
  await openDb(env.DB).insert(alerts).values({ kind, detail, atMs: Date.now() });
}

/** A job that no consumer could send is failed, once, and a person is told. */
export async function onDeadJobsMessage(env: Env, message: JobsMessage): Promise<Handled> {
  // Cron sends webhooks and goes on with imports too.
  if (message.kind === "tell") return done;
  if (message.kind === "import") {
    await alert(env, "dead-import", message.importId);
    return done;
  }
  if (message.kind === "halt") {
    await alert(env, "dead-halt", message.runpodId);
    return done;
  }
  const { jobId, attempt } = message;
  const advance = await advanceJob(env, jobId, { type: "dispatch-dead", attempt });
  if (advance?.changed) await alert(env, "dead-dispatch", `${jobId} attempt ${attempt}`);
  return done;
}

/** Nothing is lost: the alarm and cron go on asking RunPod and looking for the manifest. */
export async function onDeadGpuResult(env: Env, message: GpuResultMessage): Promise<Handled> {
  await alert(env, "dead-gpu-result", `${message.jobId} attempt ${message.attempt}`);
  return done;
}

/** Cron's orphan sweep and the tombstones delete the objects later. */
export async function onDeadSweep(env: Env, message: SweepMessage): Promise<Handled> {
  await alert(env, "dead-sweep", message.prefix);
  return done;
}
