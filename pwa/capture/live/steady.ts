/** Lets a value through once it has held for a while: frames flicker, words on a screen must not. */
export type Steady<Value> = { shown: Value; candidate: Value; sinceMs: number };

export const steadyAt = <Value>(value: Value): Steady<Value> => ({ shown: value, candidate: value, sinceMs: 0 });

export function settle<Value>(state: Steady<Value>, value: Value, nowMs: number, holdMs: number): Steady<Value> {
  if (value !== state.candidate) {
    const next = { ...state, candidate: value, sinceMs: nowMs };
    return holdMs <= 0 ? { ...next, shown: value } : next;
  }
  return state.shown !== value && nowMs - state.sinceMs >= holdMs ? { ...state, shown: value } : state;
}
