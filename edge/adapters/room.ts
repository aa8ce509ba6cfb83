import type { JobPhase } from "../domain/job.ts";
import { noProgress, type Progress } from "../domain/progress.ts";
import type { Env } from "../env.ts";
import type { ScanRoom } from "../objects/scan-room.ts";
import { errorText, log } from "./log.ts";

/** The scan's Durable Object. */
export const roomOf = (env: Pick<Env, "ROOMS">, scanId: string): DurableObjectStub<ScanRoom> =>
  env.ROOMS.get(env.ROOMS.idFromName(scanId));

/** Tells who is looking; what is told can be asked for again, so a failure here fails nothing else. */
export async function announce(env: Pick<Env, "ROOMS">, scanId: string, jobId: string, phase: JobPhase): Promise<void> {
  try {
    await roomOf(env, scanId).jobChanged(scanId, jobId, phase);
  } catch (error) {
    log("warn", "room-unreachable", { scanId, jobId, error: errorText(error) });
  }
}

export async function progressOf(env: Pick<Env, "ROOMS">, scanId: string, jobId: string): Promise<Progress> {
  try {
    return await roomOf(env, scanId).progress(jobId);
  } catch (error) {
    log("warn", "room-unreachable", { scanId, jobId, error: errorText(error) });
    return noProgress;
  }
}
