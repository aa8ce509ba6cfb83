import { expect, test } from "vitest";
import { colourAt, histogramOf, niceAbove, unseenColour, vertexAreas } from "./deviation.ts";

const even = (n: number) => new Float32Array(n).fill(1);

test("The middle of the signed scale is pale, its ends differ, and beyond an end nothing changes", () => {
  expect(colourAt(0, 0.1, "signed")).toEqual([247, 247, 247]);
  expect(colourAt(-0.1, 0.1, "signed")).not.toEqual(colourAt(0.1, 0.1, "signed"));
  expect(colourAt(0.5, 0.1, "signed")).toEqual(colourAt(0.1, 0.1, "signed"));
});

test("The absolute scale does not tell inside from outside", () => {
  expect(colourAt(-0.07, 0.1, "absolute")).toEqual(colourAt(0.07, 0.1, "absolute"));
});

test("What was not seen has a colour of its own", () => {
  for (const mode of ["signed", "absolute"] as const) expect(colourAt(Number.NaN, 1, mode)).toEqual(unseenColour);
});

test("The range is the next round figure above 95 % of the surface", () => {
  expect([0.011, 0.02, 0.021, 0.7, 3].map(niceAbove)).toEqual([0.02, 0.02, 0.05, 1, 5]);
  expect(niceAbove(0)).toBeGreaterThan(0);
});

test("The histogram counts surface, not vertices, and leaves out what was not seen", () => {
  const found = histogramOf(new Float32Array([0.01, -0.01, Number.NaN]), new Float32Array([3, 1, 4]), "signed");
  expect(found.unseen).toBeCloseTo(0.5);
  expect(found.bins.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  expect(Math.max(...found.bins)).toBeCloseTo(0.75);
});

test("Half of the surface lies within the median", () => {
  const values = Float32Array.from({ length: 101 }, (_, i) => (i - 50) / 1000);
  const found = histogramOf(values, even(101), "absolute");
  expect(found.median).toBeCloseTo(0.025, 2);
  expect(found.p95).toBeCloseTo(0.047, 2);
});

test("A surface that was not seen at all has an empty histogram", () => {
  const found = histogramOf(new Float32Array([Number.NaN]), even(1), "signed");
  expect(found.unseen).toBe(1);
  expect(found.bins.every((share) => share === 0)).toBe(true);
});

test("Corners share the area of their triangles", () => {
  const square = [0, 0, 0, 2, 0, 0, 2, 2, 0, 0, 2, 0];
  const areas = vertexAreas(square, [0, 1, 2, 0, 2, 3]);
  expect(areas.reduce((sum, area) => sum + area, 0)).toBeCloseTo(4);
  expect(areas[0]).toBeCloseTo(4 / 3);
});
