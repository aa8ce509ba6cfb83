import type { QuoteEvent } from "#contract/quoting";
import { newestQuote } from "#quote/live/newest";
import { lookAfterQuote } from "../flows/quoting/check-slice.ts";
import { ListenedRoom } from "./listened-room.ts";

/** Callback and manifest come first, as a rule. A room looks after some seconds, and then after as long again each time. */
const checkMs = { least: 5_000, most: 20_000 } as const;
/** Slices take seconds; after so long cron alone goes on. */
const watchedMaxMs = 300_000;

interface Held {
  readonly event: QuoteEvent;
  readonly sinceMs: number;
}

/** One screen that asks for prices: holds the newest, tells it to who listens, and looks after slices while one is waited for. */
export class QuoteRoom extends ListenedRoom<QuoteEvent> {
  protected override readonly socketsMax = 20;

  /** Whoever comes late, or again, hears at once what holds. */
  protected override async welcome(socket: WebSocket): Promise<void> {
    const held = await this.held();
    if (held) socket.send(JSON.stringify(held.event));
  }

  /** Takes an answer unless a newer one is held; true: it is the newest now. */
  async told(event: QuoteEvent): Promise<boolean> {
    const before = await this.held();
    const newest = newestQuote(before?.event ?? null, event);
    if (newest === before?.event) return false;
    await this.ctx.storage.put<Held>("held", { event: newest, sinceMs: Date.now() });
    if (newest.answer.quote.state === "slicing") {
      if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(this.nextCheckMs(0));
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
    await this.ctx.storage.setAlarm(this.nextCheckMs(nowMs - held.sinceMs));
    await lookAfterQuote(this.env, held.event.answer.quote.quoteId, nowMs);
  }

  private held(): Promise<Held | undefined> {
    return this.ctx.storage.get<Held>("held");
  }

  private nextCheckMs(waitedMs: number): number {
    const pauseMs = Math.min(checkMs.most, Math.max(checkMs.least, waitedMs));
    return Date.now() + Math.max(pauseMs, Number(this.env.CHECK_EVERY_MS ?? 0) / 10);
  }
}
