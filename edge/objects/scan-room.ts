import { DurableObject } from "cloudflare:workers";
import type { ProgressEvent } from "#contract/job-words";
import type { LiveEvent } from "#contract/scan";
import { errorText, log } from "../adapters/log.ts";
import { isAlive, type JobPhase } from "../domain/job.ts";
import { noProgress, type Progress, takeProgress } from "../domain/progress.ts";
import type { Env } from "../env.ts";
import { advanceJob } from "../flows/advance-job.ts";
import { checkJob } from "../flows/check-job.ts";
import { pumpOutbox } from "../flows/pump-outbox.ts";

interface Watched {
  readonly scanId: string;
  readonly jobId: string;
}

const checkEveryMs = 15_000;
const socketsMax = 50;

/** One scan: who is looking (hibernating WebSockets), how far its job is, and an alarm that looks after the job. */
export class ScanRoom extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") return new Response(null, { status: 426 });
    const sockets = this.ctx.getWebSockets();
    if (sockets.length >= socketsMax) sockets[0]?.close(1013, "too many listeners");
    const pair = new WebSocketPair();
    this.ctx.acceptWebSocket(pair[1]);
    return new Response(null, { status: 101, webSocket: pair[0] });
  }

  override webSocketMessage(): void {
    // Nothing is asked through the socket; "ping" is answered without waking this object.
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    // 1005 and 1006 say that the other side gave no code; they must not be sent.
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

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

  private tell(event: LiveEvent): void {
    const text = JSON.stringify(event);
    for (const socket of this.ctx.getWebSockets()) {
      try {
        socket.send(text);
      } catch {
        // Closed meanwhile; whoever comes back asks for the scan.
      }
    }
  }
}
