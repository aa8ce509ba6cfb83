import { DurableObject } from "cloudflare:workers";
import type { QuoteEvent } from "#contract/quoting";
import { newestQuote } from "#quote/live/newest";
import type { Env } from "../env.ts";
import { lookAfterSlices } from "../flows/quoting/check-slice.ts";

const checkEveryMs = 2_000;
/** Slices take seconds; after so long cron alone goes on. */
const watchedMaxMs = 300_000;
const socketsMax = 20;

interface Held {
  readonly event: QuoteEvent;
  readonly sinceMs: number;
}

/** One screen that asks for prices: holds the newest, tells it to who listens, and looks after slices while one is waited for. */
export class QuoteRoom extends DurableObject<Env> {
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
    // Whoever comes late, or again, hears at once what holds.
    const held = await this.held();
    if (held) pair[1].send(JSON.stringify(held.event));
    return new Response(null, { status: 101, webSocket: pair[0] });
  }

  override webSocketMessage(): void {
    // Nothing is asked through the socket; "ping" is answered without waking this object.
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    // 1005 and 1006 say that the other side gave no code; they must not be sent.
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  /** Takes an answer unless a newer one is held; true: it is the newest now. */
  async told(event: QuoteEvent): Promise<boolean> {
    const before = await this.held();
    const newest = newestQuote(before?.event ?? null, event);
    if (newest === before?.event) return false;
    await this.ctx.storage.put<Held>("held", { event: newest, sinceMs: Date.now() });
    if (newest.answer.quote.state === "slicing") {
      if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(this.nextCheckMs());
    } else {
      await this.ctx.storage.deleteAlarm();
    }
    this.tell(newest);
    return true;
  }

  /** The next alarm is set first: one that breaks off midway is followed by another all the same. */
  override async alarm(): Promise<void> {
    const held = await this.held();
    if (held?.event.answer.quote.state !== "slicing") return;
    const nowMs = Date.now();
    if (nowMs - held.sinceMs > watchedMaxMs) return;
    await this.ctx.storage.setAlarm(this.nextCheckMs());
    await lookAfterSlices(this.env, nowMs);
  }

  private held(): Promise<Held | undefined> {
    return this.ctx.storage.get<Held>("held");
  }

  private nextCheckMs(): number {
    return Date.now() + Math.max(checkEveryMs, Number(this.env.CHECK_EVERY_MS ?? 0) / 10);
  }

  private tell(event: QuoteEvent): void {
    const text = JSON.stringify(event);
    for (const socket of this.ctx.getWebSockets()) {
      try {
        socket.send(text);
      } catch {
        // Closed meanwhile; whoever comes back hears it then.
      }
    }
  }
}
