import { expect, test } from "vitest";
import { at, type Figure, holds, table } from "./figures.ts";

const figure = (more: Partial<Figure>): Figure => ({ name: "x", unit: "ms", value: 30, bar: 33, ...more });

test("a bar is a most for times and a least for frames a second", () => {
  expect(holds(figure({ value: 33 }))).toBe(true);
  expect(holds(figure({ value: 33.1 }))).toBe(false);
  expect(holds(figure({ value: 7.9, bar: 8, more: true }))).toBe(false);
  expect(holds(figure({ value: 8, bar: 8, more: true }))).toBe(true);
  expect(holds(figure({ value: 1e9, bar: null }))).toBe(true);
  expect(holds(figure({ value: Number.NaN }))).toBe(false);
});

test("quantiles are of the values as they are, whatever their order", () => {
  expect(at([3, 1, 2], 0.5)).toBe(2);
  expect(at([3, 1, 2], 0.95)).toBe(3);
  expect(at([], 0.5)).toBeNaN();
});

test("the table says which bars do not hold", () => {
  expect(
    table([figure({ value: 40 }), figure({})])
      .split("\n")
      .map((line) => line.trim().split(/\s+/).at(-1)),
  ).toEqual(["FAILS", "holds"]);
});
