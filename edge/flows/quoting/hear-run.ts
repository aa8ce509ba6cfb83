import { jobStatus } from "../../adapters/runpod.ts";
import type { Env } from "../../env.ts";

export type HearEnv = Pick<Env, "FILES" | "SLICER_BASE" | "RUNPOD_API_KEY">;

/** Where a run's answer may be found, and how it is known to be that run's. */
export interface RunAnswered<Output> {
  readonly runpodId: string | null;
  readonly manifestKey: string;
  /** The manifest is looked for also while RunPod calls the run unfinished. */
  readonly manifestComesFirst: boolean;
  /** Null: not the answer of this run and attempt. */
  readonly read: (value: unknown) => Output | null;
}

const manifestBytesMax = 64 * 1024;

/** What has become of a run of the slicer's worker: RunPod is asked, else its manifest. Null: it ended without an answer. */
export async function hearRun<Output>(env: HearEnv, run: RunAnswered<Output>): Promise<Output | "pending" | null> {
  const account = { RUNPOD_BASE: env.SLICER_BASE ?? "", RUNPOD_API_KEY: env.RUNPOD_API_KEY };
  const status = await jobStatus(account, run.runpodId ?? "");
  if (status.kind === "known" && (status.job.status === "IN_QUEUE" || status.job.status === "IN_PROGRESS")) {
    return (run.manifestComesFirst ? await readManifest(env, run) : null) ?? "pending";
  }
  const told = status.kind === "known" ? run.read(status.job.output) : null;
  const output = told ?? (await readManifest(env, run));
  if (output) return output;
  // Nobody answers now: it may be known later.
  return status.kind === "unreachable" ? "pending" : null;
}

async function readManifest<Output>(
  { FILES }: HearEnv,
  { manifestKey, read }: RunAnswered<Output>,
): Promise<Output | null> {
  const object = await FILES.get(manifestKey);
  if (!object) return null;
  if (object.size > manifestBytesMax) {
    await object.body.cancel();
    return null;
  }
  return object
    .json()
    .then(read)
    .catch(() => null);
}
