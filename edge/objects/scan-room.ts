import type { ProgressEvent } from "#contract/job-words";
import type { LiveEvent } from "#contract/scan";
import { errorText, log } from "../adapters/log.ts";
import { isAlive, type JobPhase } from "../domain/job.ts";
import { noProgress, type Progress, takeProgress } from "../domain/progress.ts";
import { advanceJob } from "../flows/advance-job.ts";
import { checkJob } from "../flows/check-job.ts";
import { pumpOutbox } from "../flows/pump-outbox.ts";
import { ListenedRoom } from "./listened-room.ts";

interface Watched {
  readonly scanId: string;
  readonly jobId: string;
}

const checkEveryMs = 15_000;

/** One scan: who is looking (hibernating WebSockets), how far its job is, and an alarm that looks after the job. */
export class ScanRoom extends ListenedRoom<LiveEvent> {
  protected override readonly socketsMax = 50;

  /** A job has changed; the alarm runs while it lives. */
  async jobChanged(scanId: string, jobId: string, phase: JobPhase): Promise<void> {
    if (isAlive(phase)) {
      await this.ctx.storage.put<Watched>("watched", { scanId, jobId });
      if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(this.nextCheckMs());
    } else {
      await this.ctx.storage.deleteAlarm();
    }
    this.tell({ type: "changed", state: phase });
  }

  /** Takes a worker's progress event; the first one shows that the attempt has begun. */
  async takeProgress(scanId: string, jobId: string, event: ProgressEvent): Promise<boolean> {
    const before = await this.progress(jobId);
    const next = takeProgress(before, event);
    if (!next) return false;
    await this.ctx.storage.put("progress", { jobId, progress: next });
    this.tell({ type: "progress", jobId, progress: event });
    if (event.attempt > before.attempt) {
      this.ctx.waitUntil(this.begin(scanId, jobId, event.attempt));
    }
    return true;
  }

  async progress(jobId: string): Promise<Progress> {
    const kept = await this.ctx.storage.get<{ jobId: string; progress: Progress }>("progress");
    return kept?.jobId === jobId ? kept.progress : noProgress;
  }

  async scanDeleted(): Promise<void> {
    this.tell({ type: "deleted" });
    for (const socket of this.ctx.getWebSockets()) socket.close(1000, "deleted");
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  /** The next alarm is set first: one that breaks off midway is followed by another all the same. */
  override async alarm(): Promise<void> {
    const watched = await this.ctx.storage.get<Watched>("watched");
    if (!watched) return;
    await this.ctx.storage.setAlarm(this.nextCheckMs());
    await pumpOutbox(this.env, Date.now());
    const phase = await checkJob(this.env, watched.jobId);
    if (phase === null || !isAlive(phase)) await this.ctx.storage.deleteAlarm();
  }

  private nextCheckMs(): number {
    return Date.now() + Number(this.env.CHECK_EVERY_MS ?? checkEveryMs);
  }

  private async begin(scanId: string, jobId: string, attempt: number): Promise<void> {
    try {
      await advanceJob(this.env, jobId, { type: "attempt-started", attempt });
    } catch (error) {
      log("warn", "start-not-noted", { scanId, jobId, attempt, error: errorText(error) });
    }
  }
}
