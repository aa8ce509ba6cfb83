const minute = 60_000;
const hour = 60 * minute;

export const webhookTiming = {
  timeoutMs: 10_000,
  /** After it a delivery is given up and its endpoint paused. */
  triedForMs: 24 * hour,
  /** While one pump is sending no other takes the same delivery. */
  leaseMs: minute,
  keptMs: 30 * 24 * hour,
} as const;

/** Pauses after the first, second … try; the last is repeated. */
const pausesMs = [minute, 5 * minute, 15 * minute, hour, 2 * hour, 4 * hour, 8 * hour];

/** What becomes of a delivery by the answer to its try. */
export type Verdict =
  | { readonly kind: "delivered" }
  | { readonly kind: "gone" }
  | { readonly kind: "again"; readonly atMs: number }
  | { readonly kind: "given-up" };

/** `status` 0: no answer. A redirect is not followed, so it is a failure like any other. */
export function judgeAnswer(status: number, triesBefore: number, sinceMs: number, nowMs: number): Verdict {
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (status === 410) return { kind: "gone" };
  const endMs = sinceMs + webhookTiming.triedForMs;
  if (nowMs >= endMs) return { kind: "given-up" };
  const pauseMs = pausesMs[Math.min(triesBefore, pausesMs.length - 1)] as number;
  // The last try stands at the very end of the day, so that it is used whole.
  return { kind: "again", atMs: Math.min(nowMs + pauseMs, endMs) };
}
