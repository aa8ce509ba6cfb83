import type { PlanName, QuotaRefusal } from "#contract/plan";

/** `refund`: an administrator has given a captured model back. */
export type QuotaKind = "hold" | "capture" | "release" | "refund";

/** What an owner may use now. */
export interface Allowance {
  readonly plan: PlanName;
  /** Null: no limit. */
  readonly modelsPerMonth: number | null;
  readonly modelsPerDay: number | null;
  readonly overageModelsMax: number;
  /** 0 in the trial, which has one period without an end. */
  readonly periodFromMs: number;
  readonly periodToMs: number | null;
  readonly readOnly: boolean;
  /** What a model over the quota costs by this subscription; null: as the price table says. */
  readonly overagePencePerModel: number | null;
}

export const trialModels = 3;

export const trial: Allowance = {
  plan: "trial",
  modelsPerMonth: trialModels,
  modelsPerDay: null,
  overageModelsMax: 0,
  periodFromMs: 0,
  periodToMs: null,
  readOnly: false,
  overagePencePerModel: null,
};

/** Nothing is billed: a machine of one's own. Its models do not count to a trial, should it be billed one day. */
export const selfHosted: Allowance = { ...trial, plan: "self-hosted", modelsPerMonth: null, periodFromMs: -1 };

const dayMs = 86_400_000;
/** UTC days since the epoch. */
export const dayOf = (nowMs: number): number => Math.floor(nowMs / dayMs);
export const dayEndsMs = (nowMs: number): number => (dayOf(nowMs) + 1) * dayMs;

/** How many may be held and captured in a period; null: any number. */
export const periodLimit = (a: Allowance): number | null =>
  a.modelsPerMonth === null ? null : a.modelsPerMonth + a.overageModelsMax;

export interface Usage {
  /** Captured and held in the period, models. */
  readonly used: number;
  readonly held: number;
  /** Begun today and not released. */
  readonly today: number;
}

/** Why one more model would be refused; null: it would not. The guarded statement of db/quota.ts says the same. */
export function refusal(a: Allowance, usage: Usage): QuotaRefusal | null {
  if (a.readOnly) return "plan-read-only";
  const limit = periodLimit(a);
  if (limit !== null && usage.used + usage.held >= limit) {
    if (a.plan === "trial") return "trial-used";
    return a.overageModelsMax > 0 ? "spending-cap-reached" : "quota-used";
  }
  return a.modelsPerDay !== null && usage.today >= a.modelsPerDay ? "day-used" : null;
}

/**
 * More photos for a part that was paid for are not another model: the same scan, within this time, this many times.
 * (The server itself asks for views where it finds a gap.)
 */
export const followUp = { withinMs: 14 * dayMs, timesMax: 3 } as const;
