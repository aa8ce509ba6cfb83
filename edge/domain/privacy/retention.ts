const dayMs = 86_400_000;

/** How long before its files are deleted an owner is told. */
export const noticeBeforeMs = 3 * dayMs;
const keptDays = 30;

/** `FILES_KEPT_DAYS`; null: for ever. */
export function keptMsOf(setting: string | undefined): number | null {
  const days = setting === undefined || !/^\d{1,5}$/.test(setting) ? keptDays : Number(setting);
  return days === 0 ? null : Math.max(days * dayMs, noticeBeforeMs);
}

/** A scan as retention sees it. */
export interface Aging {
  /** Its newest job's end or photo; without a job its last change. */
  readonly sinceMs: number;
  /** When its owner was told of this deletion; null: not yet. */
  readonly noticedAtMs: number | null;
  readonly hasFiles: boolean;
  readonly isAlive: boolean;
}

export type RetentionStep =
  | { readonly do: "nothing" }
  | { readonly do: "tell"; readonly deletesAtMs: number }
  | { readonly do: "delete" };

/** Nothing is deleted that was not announced three days before, however late cron comes. */
export function retentionStep(scan: Aging, keptMs: number, nowMs: number): RetentionStep {
  if (!scan.hasFiles || scan.isAlive) return { do: "nothing" };
  const dueMs = scan.sinceMs + keptMs;
  if (scan.noticedAtMs === null) {
    if (nowMs < dueMs - noticeBeforeMs) return { do: "nothing" };
    return { do: "tell", deletesAtMs: Math.max(dueMs, nowMs + noticeBeforeMs) };
  }
  return nowMs >= Math.max(dueMs, scan.noticedAtMs + noticeBeforeMs) ? { do: "delete" } : { do: "nothing" };
}
