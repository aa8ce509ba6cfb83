import { DurableObject } from "cloudflare:workers";
import { type CallerUse, countRequest, forget, nothingUsed, windowMs } from "../domain/rate/sliding-window.ts";
import type { Env } from "../env.ts";

export interface Counted {
  readonly allowed: boolean;
  readonly remaining: number;
  readonly freshInMs: number;
}

const writeEveryMs = 1_000;
/** Nothing waits for the disk. */
const behind = { allowUnconfirmed: true } as const;

/**
 * One caller's requests of the last minute. A single object counts them all, wherever they come in: that makes it exact.
 * It counts in memory, and writes down behind the answer, at most once a second. An object with a timer is not put away,
 * so that whenever it is, all is written; one whose machine dies has forgotten the last second at most.
 */
export class CallerCounter extends DurableObject<Env> {
  private use: CallerUse = nothingUsed;
  private alarmIsSet = false;
  private writtenAtMs = 0;
  private writesSoon = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      this.use = (await ctx.storage.get<CallerUse>("use")) ?? nothingUsed;
      this.alarmIsSet = (await ctx.storage.getAlarm()) !== null;
    });
  }

  /** Decides without a pause in between. */
  count(limit: number, scanId: string | null): Counted {
    const nowMs = Date.now();
    const { allowed, use, remaining, freshInMs } = countRequest(this.use, nowMs, limit, scanId);
    this.use = use;
    if (allowed) this.writeSoon(nowMs);
    return { allowed, remaining, freshInMs };
  }

  /** A caller who has gone leaves nothing behind. */
  override async alarm(): Promise<void> {
    this.use = forget(this.use, Date.now());
    this.alarmIsSet = this.use.countedAtMs.length > 0;
    if (this.alarmIsSet) await this.ctx.storage.setAlarm(Date.now() + 2 * windowMs);
    else await this.ctx.storage.deleteAll();
  }

  private writeSoon(nowMs: number): void {
    if (this.writesSoon) return;
    const inMs = this.writtenAtMs + writeEveryMs - nowMs;
    // A clock that was set back puts nothing off for longer.
    if (inMs <= 0 || inMs > writeEveryMs) this.write();
    else {
      this.writesSoon = true;
      setTimeout(() => this.write(), inMs);
    }
  }

  private write(): void {
    this.writesSoon = false;
    this.writtenAtMs = Date.now();
    void this.ctx.storage.put("use", this.use, behind);
    if (!this.alarmIsSet) void this.ctx.storage.setAlarm(Date.now() + 2 * windowMs, behind);
    this.alarmIsSet = true;
  }
}
