import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type CallerUse, countRequest, nothingUsed, photosPerCount, windowMs } from "./sliding-window.ts";

const limit = 100;

function send(times: number[], scanId: string | null = null, from: CallerUse = nothingUsed) {
  let use = from;
  const allowed: boolean[] = [];
  for (const atMs of times) {
    const verdict = countRequest(use, atMs, limit, scanId);
    use = verdict.use;
    allowed.push(verdict.allowed);
  }
  return { use, passed: allowed.filter(Boolean).length, allowed };
}
const burst = (count: number, atMs: number): number[] => Array.from({ length: count }, () => atMs);

test("of 250 at once exactly 100 pass", () => {
  expect(send(burst(250, 5_000)).passed).toBe(limit);
});

test("a place is free again after exactly 60 s, not a millisecond sooner", () => {
  const { use } = send(burst(limit, 1_000));
  expect(countRequest(use, 1_000 + windowMs - 1, limit, null)).toMatchObject({ allowed: false, freshInMs: 1 });
  expect(countRequest(use, 1_000 + windowMs, limit, null)).toMatchObject({ allowed: true, remaining: limit - 1 });
});

test("two bursts round the turn of a minute give no more than one burst", () => {
  expect(send([...burst(limit, 59_999), ...burst(limit, 60_001)]).passed).toBe(limit);
});

test("what was refused does not keep the caller out", () => {
  const { use } = send([...burst(limit, 0), ...burst(1_000, windowMs - 1)]);
  expect(countRequest(use, windowMs, limit, null).allowed).toBe(true);
});

test("in no span of 60 s do more than the limit pass, however they come", () => {
  const waits = fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(waits, (gaps) => {
      let nowMs = 0;
      const times = gaps.map((gap) => (nowMs += gap));
      const { allowed } = send(times);
      const passed = times.filter((_, i) => allowed[i]);
      return passed.every((end) => passed.filter((t) => t > end - windowMs && t <= end).length <= limit);
    }),
    { numRuns: 300 },
  );
});

test("the photos of a scan cost one request a minute, up to a bound", () => {
  const first = send(burst(photosPerCount, 10), "scan-1");
  expect(first.passed).toBe(photosPerCount);
  expect(first.use.countedAtMs).toHaveLength(1);
  expect(countRequest(first.use, 11, limit, "scan-1").remaining).toBe(limit - 2);
  expect(countRequest(first.use, 11, limit, "scan-2").remaining).toBe(limit - 2);
  expect(countRequest(first.use, 10 + windowMs, limit, "scan-1").use.countedAtMs).toEqual([10 + windowMs]);
});

test("photos of a scan under way go on where the limit is reached, those of another do not", () => {
  const begun = send([0], "scan-1");
  const { use } = send(burst(limit - 1, 1), null, begun.use);
  expect(countRequest(use, 2, limit, "scan-1").allowed).toBe(true);
  expect(countRequest(use, 2, limit, "scan-2").allowed).toBe(false);
});

test("a clock that was set back locks nobody out", () => {
  const { use } = send(burst(limit, 10_000_000));
  expect(countRequest(use, 1_000, limit, null).allowed).toBe(true);
});
