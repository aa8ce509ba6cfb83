import { DurableObject } from "cloudflare:workers";
import { type CallerUse, countRequest, forget, nothingUsed, windowMs } from "../domain/rate/sliding-window.ts";
import type { Env } from "../env.ts";

export interface Counted {
  readonly allowed: boolean;
  readonly remaining: number;
  readonly freshInMs: number;
}

/** One caller's requests of the last minute. A single object counts them all, wherever they come in: that makes it exact. */
export class CallerCounter extends DurableObject<Env> {
  private use: CallerUse = nothingUsed;
  private alarmIsSet = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      this.use = (await ctx.storage.get<CallerUse>("use")) ?? nothingUsed;
      this.alarmIsSet = (await ctx.storage.getAlarm()) !== null;
    });
  }

  /** Decides without a pause in between; the answer leaves only when the count is stored. */
  count(limit: number, scanId: string | null): Counted {
    const { allowed, use, remaining, freshInMs } = countRequest(this.use, Date.now(), limit, scanId);
    this.use = use;
    if (allowed) {
      void this.ctx.storage.put("use", use);
      if (!this.alarmIsSet) void this.ctx.storage.setAlarm(Date.now() + 2 * windowMs);
      this.alarmIsSet = true;
    }
    return { allowed, remaining, freshInMs };
  }

  /** A caller who has gone leaves nothing behind. */
  override async alarm(): Promise<void> {
    this.use = forget(this.use, Date.now());
    this.alarmIsSet = this.use.countedAtMs.length > 0;
    if (this.alarmIsSet) await this.ctx.storage.setAlarm(Date.now() + 2 * windowMs);
    else await this.ctx.storage.deleteAll();
  }
}
