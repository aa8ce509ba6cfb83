/** At most so much of the time goes into telling how the set stands: the rest is for finding out. */
const shareMost = 0.1;

/** When a verdict is due again. It takes the longer the more photos there are, and the longer the busier the phone. */
export function createPace() {
  let [endedMs, tookMs] = [Number.NEGATIVE_INFINITY, 0];
  return {
    isDue: (nowMs: number): boolean => nowMs - endedMs >= tookMs * (1 / shareMost - 1),
    took(fromMs: number, toMs: number): void {
      [endedMs, tookMs] = [toMs, toMs - fromMs];
    },
  };
}
