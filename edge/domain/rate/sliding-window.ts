/** What a caller has used in the last minute. Small enough to be stored whole with every counted request. */
export interface CallerUse {
  /** When each counted request came, oldest first; never more than the limit. */
  readonly countedAtMs: readonly number[];
  /** Scans whose photos ride along with a counted request. */
  readonly photos: Readonly<Record<string, { readonly fromMs: number; readonly sent: number }>>;
}

export interface Verdict {
  readonly allowed: boolean;
  readonly use: CallerUse;
  /** Requests left now. */
  readonly remaining: number;
  /** Until one more is there (the oldest leaves the window); 0 where nothing is counted. */
  readonly freshInMs: number;
}

export const windowMs = 60_000;
export const requestsPerMinute = 100;
/** Photo PUTs of one scan within a minute that together count as one request: a whole scan of four passes, and repeats. */
export const photosPerCount = 250;
export const nothingUsed: CallerUse = { countedAtMs: [], photos: {} };

/**
 * An exact sliding window: in no span of 60 s do more than `limit` requests pass. What is refused is not counted.
 * `scanId` is given where the request sends a photo of that scan.
 */
export function countRequest(before: CallerUse, nowMs: number, limit: number, scanId: string | null): Verdict {
  const use = forget(before, nowMs);
  const riding = scanId === null ? undefined : use.photos[scanId];
  if (scanId !== null && riding && riding.sent < photosPerCount) {
    const photos = { ...use.photos, [scanId]: { ...riding, sent: riding.sent + 1 } };
    return verdict(true, { ...use, photos }, nowMs, limit);
  }
  if (use.countedAtMs.length >= limit) return verdict(false, use, nowMs, limit);
  const photos = scanId === null ? use.photos : { ...use.photos, [scanId]: { fromMs: nowMs, sent: 1 } };
  return verdict(true, { countedAtMs: [...use.countedAtMs, nowMs], photos }, nowMs, limit);
}

/** Drops what is a minute old. A clock that was set back must not lock anybody out: what lies ahead is dropped too. */
export function forget(use: CallerUse, nowMs: number): CallerUse {
  const fresh = (atMs: number): boolean => atMs > nowMs - windowMs && atMs <= nowMs;
  return {
    countedAtMs: use.countedAtMs.filter(fresh),
    photos: Object.fromEntries(Object.entries(use.photos).filter(([, p]) => fresh(p.fromMs))),
  };
}

function verdict(allowed: boolean, use: CallerUse, nowMs: number, limit: number): Verdict {
  const oldest = use.countedAtMs[0];
  const freshInMs = oldest === undefined ? 0 : oldest + windowMs - nowMs;
  return { allowed, use, remaining: Math.max(0, limit - use.countedAtMs.length), freshInMs };
}
