import { expect, test } from "vitest";
import { calibration } from "../../edge/quote/estimate/calibration.ts";
import { caseOf, estimated, rangeOf, shapeOfStl } from "./calibrate.ts";
import { fitFactors, solve } from "./fit.ts";
import { readMeasured } from "./measure.ts";
import { binaryStl, madeParts, trianglesOf } from "./parts.ts";
import { flatten, readBundle } from "./profile.ts";
import { readFigures } from "./slice.ts";

test("presets are flattened: later parents over earlier ones, a preset over its parents", () => {
  const bundle = readBundle(
    "[print:*a*]\nx = 1\ny = 1\n[print:*b*]\ny = 2\nz = 2\n[print:p]\ninherits = *a*; *b*\nz = 3\n",
  );
  expect(Object.fromEntries(flatten(bundle, "print", "p"))).toMatchObject({ x: "1", y: "2", z: "3" });
  expect(() => flatten(bundle, "print", "q")).toThrow("no print preset");
});

test("figures are read from the G-code's own words", () => {
  const gcode = [
    ";LAYER_CHANGE\n;TYPE:Perimeter\nG1 X1 Y1 E2.5\nG1 E-.8 F2100\n;LAYER_CHANGE\n;TYPE:Solid infill\nG1 X2 E1.25 ; end",
    "; filament used [mm] = 1387.41\n; filament used [g] = 4.14\n; estimated printing time (normal mode) = 1d 2h 3m 4s\n",
  ].join("\n");
  expect(readFigures(gcode)).toEqual({
    ...{ seconds: 93_784, filamentMm: 1_387, filamentMg: 4_140, layers: 2 },
    byTypeMm: { Perimeter: 1.7, "Solid infill": 1.3 },
  });
  expect(() => readFigures("G1 X1")).toThrow("does not tell");
});

test("factors that made the data are found again, and an odd sample hardly moves them", () => {
  const rows = Array.from({ length: 30 }, (_, i) => [1 + (i % 5), 2 + (i % 3), (i % 7) / 2]);
  const truth = [1.4, 0.7, 2];
  const sum = (row: number[], factors: readonly number[]) =>
    row.reduce((all, of, i) => all + of * (factors[i] ?? 1), 0);
  const samples = rows.map((row, i) => ({
    residual: (factors: readonly number[]) => Math.log(sum(row, factors) / (sum(row, truth) * (i === 4 ? 2 : 1))),
  }));
  fitFactors(samples, 3, { pull: 1e-4 }).forEach((factor, i) => {
    expect(factor).toBeCloseTo(truth[i] ?? 0, 0);
  });
  expect(
    solve(
      [
        [2, 1],
        [1, 3],
      ],
      [5, 10],
    ),
  ).toEqual([1, 3]);
});

test("the range holds the share asked for", () => {
  const ratios = Array.from({ length: 99 }, (_, i) => 1 / (0.5 + i / 100));
  const [low, high] = rangeOf(ratios, 0.9);
  const held = ratios.filter((ratio) => 1 / ratio >= low && 1 / ratio <= high).length;
  expect(held / ratios.length).toBeGreaterThanOrEqual(0.9);
  expect(held).toBeLessThan(99);
});

test("the estimator as committed is that close to the slices it learnt from", () => {
  const measured = readMeasured().filter((_, i) => i % 3 === 0);
  expect(measured.length).toBeGreaterThan(15);
  const shapes = new Map(madeParts.map((part) => [part.name, part]));
  const off = measured.map((row) => {
    const part = shapes.get(row.part);
    if (!part) throw new Error(`no part ${row.part}`);
    const made = estimated(caseOf(row, shapeOfStl(binaryStl(trianglesOf(part))), calibration), calibration);
    return [Math.abs(made.seconds / row.figures.seconds - 1), Math.abs(made.materialMg / row.figures.filamentMg - 1)];
  });
  const mean = (i: number) => off.reduce((sum, row) => sum + (row[i] ?? 0), 0) / off.length;
  expect(mean(0)).toBeLessThan(0.1);
  expect(mean(1)).toBeLessThan(0.05);
});
