import { expect, test } from "vitest";
import { type Feedback, feedbackAtStart, stepFeedback } from "./feedback.ts";
import type { Cue } from "./shutter.ts";

/** Cues 66 ms apart. */
function play(cues: Cue[]): Feedback[] {
  let state = feedbackAtStart;
  return cues.map((cue, i) => {
    const step = stepFeedback(state, cue, i * 66);
    state = step.state;
    return step.feedback;
  });
}
const times = (n: number, cue: Cue) => Array.from({ length: n }, () => cue);

test("a flicker is not shown; what lasts is shown first and said later", () => {
  const told = play(["hold", "too-fast", "hold", ...times(20, "too-dark")]);
  expect(told.slice(0, 4).map(({ shown }) => shown)).toEqual(["starting", "starting", "starting", "starting"]);
  expect(told.findIndex(({ shown }) => shown === "too-dark")).toBeLessThan(
    told.findIndex(({ say }) => say === "too-dark"),
  );
  expect(told.filter(({ say }) => say !== null)).toHaveLength(1);
});

test("a photo is shown at once, and its number is said by others", () => {
  expect(play([...times(5, "hold"), "taking"]).at(-1)?.shown).toBe("taking");
  expect(play(times(40, "taken")).every(({ say }) => say === null)).toBe(true);
});

test("the tone for haste comes at once and then now and then, the one for the dark is another", () => {
  const fast = play(times(80, "too-fast")).map(({ tone }) => tone);
  expect(fast.filter((tone) => tone === "too-fast")).toHaveLength(3);
  expect(play(times(10, "too-dark")).some(({ tone }) => tone === "too-dark")).toBe(true);
  expect(play(times(10, "hold")).every(({ tone }) => tone === null)).toBe(true);
});

test("a cue that comes and goes does not rattle", () => {
  const on = [...times(4, "too-fast" as const), ...times(4, "hold" as const)];
  expect(play([...on, ...on, ...on, ...on]).filter(({ tone }) => tone !== null)).toHaveLength(1);
});
