import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isOver, newSlice, type Slice, type SliceEvent, sliceLimits, stepSlice } from "./slice.ts";

const figures = { materialMg: 1, supportMg: 0, filamentMm: 1, seconds: 1, layers: 1 };
const versions = { slicer: "PrusaSlicer-2.5.0", profile: "p" };
const answer = (attempt: number): SliceEvent => ({
  type: "answered",
  output: { attempt, figures, failure: null, versions },
});
const failure = (attempt: number, retryable: boolean): SliceEvent => ({
  type: "answered",
  output: { attempt, figures: null, versions, failure: { code: "slice-failed", detail: "no", retryable } },
});

const attempt = fc.integer({ min: 1, max: 9 });
const anyEvent: fc.Arbitrary<SliceEvent> = fc.oneof(
  fc.constant<SliceEvent>({ type: "claimed" }),
  attempt.map((a): SliceEvent => ({ type: "accepted", attempt: a, runpodId: `r${a}` })),
  attempt.map((a): SliceEvent => ({ type: "deferred", attempt: a, delayMs: 2_000 })),
  attempt.map((a): SliceEvent => ({ type: "rejected", attempt: a, detail: "" })),
  attempt.map((a): SliceEvent => ({ type: "lost", attempt: a, detail: "" })),
  attempt.map(answer),
  fc.tuple(attempt, fc.boolean()).map(([a, retryable]) => failure(a, retryable)),
  fc.constant<SliceEvent>({ type: "asked" }),
  fc.constant<SliceEvent>({ type: "tick" }),
);
const history = fc.array(fc.tuple(anyEvent, fc.integer({ min: 0, max: 400_000 })), { maxLength: 60 });

test("whatever happens: figures exactly where it is done, done for ever, attempts only rise, and no attempt is sent twice", () => {
  fc.assert(
    fc.property(history, (events) => {
      let slice: Slice = newSlice(0);
      let nowMs = 0;
      const accepted = new Set<number>();
      for (const [event, laterMs] of events) {
        nowMs += laterMs;
        const before = slice;
        slice = stepSlice(slice, event, nowMs);
        expect(slice.state === "done").toBe(slice.figures !== null);
        expect(slice.state === "failed").toBe(slice.failureCode !== null);
        if (before.state === "done") expect(slice).toBe(before);
        expect(slice.attempt).toBeGreaterThanOrEqual(before.attempt);
        expect(slice.attempt).toBeLessThanOrEqual(sliceLimits.attemptMax);
        if (slice.state === "sent" && before.state !== "sent") {
          expect(accepted.has(slice.attempt)).toBe(false);
          accepted.add(slice.attempt);
        }
      }
      // Left alone, with a worker that never answers, it ends all the same.
      for (let i = 0; i < 40 && !isOver(slice); i++) {
        nowMs += sliceLimits.sentMaxMs;
        slice = stepSlice(slice, { type: "tick" }, nowMs);
        slice = stepSlice(slice, { type: "claimed" }, nowMs);
      }
      expect(isOver(slice)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("a late answer of a lost attempt still counts, its failure does not", () => {
  const sent = (slice: Slice) =>
    stepSlice(stepSlice(slice, { type: "claimed" }, slice.dueAtMs), accepted(slice.attempt), slice.dueAtMs);
  const accepted = (a: number): SliceEvent => ({ type: "accepted", attempt: a, runpodId: "r" });
  const second = stepSlice(sent(newSlice(0)), { type: "lost", attempt: 1, detail: "gone" }, 10);
  expect([second.state, second.attempt]).toEqual(["waiting", 2]);
  expect(stepSlice(second, failure(1, false), 20)).toBe(second);
  expect(stepSlice(second, answer(1), 20)).toMatchObject({ state: "done", figures });
});

test("a failure that is final ends it at once; asked again much later it is tried anew", () => {
  const slice = { ...newSlice(0), state: "sent" as const, runpodId: "r" };
  const over = stepSlice(slice, failure(1, false), 10);
  expect([over.state, over.failureCode]).toEqual(["failed", "slice-failed"]);
  expect(stepSlice(over, { type: "asked" }, 20)).toBe(over);
  expect(stepSlice(over, { type: "asked" }, 10 + sliceLimits.failureKeptMs)).toMatchObject({
    ...{ state: "waiting", attempt: 2, failureCode: null },
  });
});
