import type { PaidPlan } from "#contract/plan";
import type { AllowanceFacts } from "../domain/billing/subscription.ts";

/** Small quotas, so that short schedules reach every limit. */
const plans: readonly { plan: PaidPlan; modelsPerMonth: number; modelsPerDay: number | null }[] = [
  { plan: "starter", modelsPerMonth: 1, modelsPerDay: 3 },
  { plan: "professional", modelsPerMonth: 2, modelsPerDay: 4 },
  { plan: "enterprise", modelsPerMonth: 3, modelsPerDay: null },
];

/** What the owner has bought: as subscriptions change, a period's quota only grows. */
export class Plans {
  now: AllowanceFacts | null = null;
  /** By the beginning of the period. */
  readonly overageMax = new Map<number, number>();
  readonly quotaMax = new Map<number, number>();
  private rank = 0;

  /** A plan where there is none, else a larger one at once. */
  upgrade(detail: number, nowMs: number): AllowanceFacts | null {
    if (!this.now) return this.renew(detail, nowMs);
    this.rank = Math.min(plans.length - 1, this.rank + 1);
    const { plan, modelsPerMonth, modelsPerDay } = plans[this.rank] as (typeof plans)[number];
    return this.set({ ...this.now, plan, modelsPerMonth, modelsPerDay });
  }

  /** A new period, with any plan: also a smaller one. */
  renew(detail: number, nowMs: number): AllowanceFacts | null {
    this.rank = detail % plans.length;
    const { plan, modelsPerMonth, modelsPerDay } = plans[this.rank] as (typeof plans)[number];
    // Two periods never begin in the same millisecond.
    const periodFromMs = Math.max(nowMs, (this.now?.periodFromMs ?? 0) + 1, ...this.quotaMax.keys()) + 1;
    return this.set({
      ...{ plan, modelsPerMonth, modelsPerDay, overageModelsMax: this.now?.overageModelsMax ?? 0, periodFromMs },
      ...{ periodToMs: periodFromMs + 30 * 86_400_000, readOnly: false, graceUntilMs: null, overagePencePerModel: 60 },
    });
  }

  cap(detail: number): AllowanceFacts | null {
    return this.now && this.set({ ...this.now, overageModelsMax: detail % 4 });
  }

  /** Payment fails, is made good, or has failed for good. */
  lapse(detail: number, nowMs: number): AllowanceFacts | null {
    if (!this.now) return null;
    const graceUntilMs = detail % 3 === 1 ? nowMs + (detail % 50) * 3_600_000 : null;
    return this.set({ ...this.now, readOnly: detail % 7 === 0, graceUntilMs });
  }

  end(): null {
    this.now = null;
    return null;
  }

  private set(facts: AllowanceFacts): AllowanceFacts {
    const { periodFromMs, overageModelsMax, modelsPerMonth } = facts;
    this.now = facts;
    this.overageMax.set(periodFromMs, Math.max(overageModelsMax, this.overageMax.get(periodFromMs) ?? 0));
    this.quotaMax.set(periodFromMs, Math.max(modelsPerMonth, this.quotaMax.get(periodFromMs) ?? 0));
    return facts;
  }
}
