import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Report } from "#contract/report";
import { root } from "../setup/places.mjs";
import { compare, comparisonLines, type Truth } from "./compare.ts";

const truth = JSON.parse(readFileSync(join(root, "sample/truth.json"), "utf8")) as Truth;
const cylinder = (axis: number[], origin: number[], radiusMm: number) => ({ type: "cylinder", radiusMm, axis, origin });
const report = (size: number[] | null, faces: unknown[], unit = "mm") =>
  ({ unit, boundingBoxMm: size && { size }, solid: { volumeMm3: null, faces } }) as unknown as Report;

test("the box is off by its worst side", () => {
  const { boxOffPercent } = compare(truth, report([60, 40.2, 29.4], []));
  expect(boxOffPercent).toBeCloseTo(2, 6);
});

test("a hole is found by its axis, whichever way it points and wherever on it the origin lies", () => {
  const hole = truth.holes.find(({ name }) => name === "wall middle");
  const [x = 0, , z = 0] = hole?.origin ?? [];
  const found = compare(truth, report([60, 40, 30], [cylinder([0, -1, 0], [x + 0.1, -300, z], 7.05)]));
  expect(found.holesFound).toBe(1);
  expect(comparisonLines(found).find((line) => line.includes("wall middle"))).toMatch(
    /14\.10.*\+0\.10 mm, axis 0\.10 mm aside/,
  );
});

test("a fillet, a boss far off and a result without scale count for nothing", () => {
  const wrong = [
    cylinder([1, 0, 0], [0, 8, 12], 4),
    cylinder([0, 0, 1], [12, 12, 0], 3.3),
    cylinder([0, 0, 1], [-20, -8, 0], 9),
  ];
  expect(compare(truth, report([60, 40, 30], wrong)).holesFound).toBe(0);
  expect(compare(truth, report([6, 4, 3], [], "scene")).boxOffPercent).toBe(100);
});
