import { expect, test } from "vitest";
import { readingWayAtStart, timed, withoutCopy } from "./reading-way.ts";

const after = (...tookMs: number[]) => tookMs.reduce(timed, readingWayAtStart);

test("copying stays when it is fast enough", () => {
  expect(after(130, 55, 70)).toMatchObject({ way: "copy", settled: true });
});

test("else drawing is tried too, and the faster one stays", () => {
  expect(after(160, 90, 100)).toMatchObject({ way: "draw", settled: false });
  expect(after(160, 90, 100, 9, 8, 12)).toMatchObject({ way: "draw", settled: true });
  expect(after(160, 90, 100, 200, 240, 180)).toMatchObject({ way: "copy", settled: true });
  expect(after(160, 90, 100, 200, 240, 180, 900).way).toBe("copy");
});

test("a frame that cannot be copied is drawn", () => {
  expect(timed(withoutCopy(readingWayAtStart), 900).way).toBe("draw");
});
