import { expect, test } from "vitest";
import type { InfillPattern } from "#contract/print-settings";
import { MeshBuilder } from "../mesh/mesh-builder.ts";
import { box } from "../mesh/solids.ts";
import { columnsOf } from "./columns.ts";
import { type EstimateSettings, estimate, fromSlice } from "./estimate.ts";
import { loopsOf } from "./loops.ts";
import { placed } from "./placed.ts";
import { shapeOf } from "./shape.ts";

const settings: EstimateSettings = {
  ...{ process: "fdm", material: "pla", preset: "standard", layerHeightUm: 200, infillPercent: 15, pattern: "gyroid" },
  supports: "none",
};
const block = shapeOf(box([60, 40, 24]));
const of = (more: Partial<EstimateSettings>, shape = block, profile = "pla") => {
  const made = estimate(shape, { ...settings, ...more }, profile);
  if (!made) throw new Error("no estimate");
  return made;
};

test("a small block is estimated as the slicer has it, and the slice lies within the range", () => {
  // 20 × 30 × 15 mm as PrusaSlicer 2.5 slices it: 1483 s, 4140 mg, 75 layers.
  const made = of({}, shapeOf(box([20, 30, 15])));
  expect(made.figures.layers).toBe(75);
  expect([made.low.seconds < 1_483, made.high.seconds > 1_483]).toEqual([true, true]);
  expect([made.low.materialMg < 4_140, made.high.materialMg > 4_140]).toEqual([true, true]);
});

test("more infill never weighs or lasts less; at most the whole block is filled", () => {
  let before = of({ infillPercent: 0 }).figures;
  for (let infillPercent = 5; infillPercent <= 100; infillPercent += 5) {
    const now = of({ infillPercent, pattern: "rectilinear" }).figures;
    if (infillPercent > 5) expect(now.materialMg).toBeGreaterThan(before.materialMg);
    if (infillPercent > 5 && infillPercent < 100) expect(now.seconds).toBeGreaterThan(before.seconds);
    before = now;
  }
  const solidMg = 60 * 40 * 24 * 1.24;
  expect(Math.abs(before.materialMg / solidMg - 1)).toBeLessThan(0.06);
});

test("thinner layers last longer, every pattern and filament has its figures, unknown ones none", () => {
  const seconds = (["draft", "standard", "fine"] as const).map(
    (preset, i) => of({ preset, layerHeightUm: 300 - i * 100 }).figures.seconds,
  );
  expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
  for (const pattern of ["gyroid", "grid", "cubic", "honeycomb", "rectilinear"] satisfies InfillPattern[]) {
    expect(of({ pattern }).figures.seconds).toBeGreaterThan(3_000);
  }
  for (const profile of ["pla", "petg", "abs", "tpu"])
    expect(of({}, block, profile).figures.materialMg).toBeGreaterThan(10_000);
  expect(of({}, block, "tpu").figures.seconds).toBeGreaterThan(of({}).figures.seconds * 2);
  for (const profile of ["wood", "constructor"]) expect(estimate(block, settings, profile)).toBeNull();
});

function table(): ReturnType<typeof shapeOf> {
  const into = new MeshBuilder();
  box([6, 6, 20], [12, 12, 0], into);
  return shapeOf(box([30, 30, 4], [0, 0, 19.99], into));
}

test("supports weigh and last where something hangs over, and nowhere else", () => {
  const [without, supported] = [of({}, table()).figures, of({ supports: "auto" }, table()).figures];
  expect(without.supportMg).toBe(0);
  // 864 mm² of tabletop, 20 mm above the bed, at a sixth of full density.
  expect(supported.supportMg).toBeGreaterThan(2_500);
  expect(supported.supportMg).toBeLessThan(6_500);
  expect(supported.seconds).toBeGreaterThan(without.seconds * 1.2);
  expect(of({ supports: "auto" }).figures.supportMg).toBe(0);
});

test("bodies that overlap are counted once", () => {
  const into = new MeshBuilder();
  box([20, 20, 20], [0, 0, 0], into);
  const both = shapeOf(box([20, 20, 20], [0, 0, 10], into));
  const columns = both.columns;
  const filled = columns.cell.reduce((sum, _, i) => sum + (columns.to[i] as number) - (columns.from[i] as number), 0);
  expect((filled * columns.cellMm ** 2) / (20 * 20 * 30)).toBeCloseTo(1, 1);
  const one = of({}, shapeOf(box([20, 20, 30]))).figures.materialMg;
  expect(Math.abs(of({}, both).figures.materialMg / one - 1)).toBeLessThan(0.1);
});

test("columns of a box are exact in height, and a ray along an edge is not lost", () => {
  for (const size of [
    [10, 10, 5],
    [0.42 * 20, 0.42 * 10, 7],
  ] as [number, number, number][]) {
    const columns = columnsOf(box(size));
    expect(columns.cell.length).toBe(new Set(columns.cell).size);
    expect(columns.to.every((to, i) => Math.abs(to - (columns.from[i] as number) - size[2]) < 1e-4)).toBe(true);
    expect((columns.cell.length * columns.cellMm ** 2) / (size[0] * size[1])).toBeCloseTo(1, 0);
  }
});

test("islands and holes of a layer are counted", () => {
  const layer = ["11111.11", "1...1.11", "1.1.1...", "1...1...", "11111..1"].join("");
  expect(
    loopsOf(
      Uint8Array.from(layer, (letter) => (letter === "1" ? 1 : 0)),
      8,
      5,
    ),
  ).toBe(5);
});

test("a turned part has its own height, and a settings change takes little time", () => {
  const turned = placed(box([60, 40, 24]), { kind: "face-down", side: "+x" });
  expect(shapeOf(turned).sizeMm.map(Math.round)).toEqual([24, 40, 60]);
  const diagonal = placed(box([10, 10, 10]), { kind: "quaternion", millionths: [0, 382_683, 0, 923_880] });
  expect(shapeOf(diagonal).sizeMm[2]).toBeCloseTo(10 * Math.SQRT2, 3);
  of({});
  const started = performance.now();
  for (let i = 0; i < 10; i += 1) of({ infillPercent: 10 + i });
  // The budget is 100 ms each; the best of a busy machine is not asked for.
  expect((performance.now() - started) / 10).toBeLessThan(100);
});

test("from a slice, other settings follow the estimate's change", () => {
  const slice = { materialMg: 10_000, supportMg: 1_000, filamentMm: 3_000, seconds: 5_000, layers: 100 };
  const then = { materialMg: 9_000, supportMg: 800, filamentMm: 2_700, seconds: 4_000, layers: 100 };
  const now = { materialMg: 18_000, supportMg: 0, filamentMm: 5_400, seconds: 6_000, layers: 50 };
  expect(fromSlice(slice, then, now)).toEqual({
    materialMg: 20_000,
    supportMg: 0,
    filamentMm: 6_000,
    seconds: 7_500,
    layers: 50,
  });
  expect(fromSlice(slice, then, then)).toEqual(slice);
});

test("resin takes its time by height, its mass by volume, and is told with a wide range", () => {
  const resin = { process: "sla", preset: "standard", layerHeightUm: 50 } as const;
  const [low, high] = [of(resin), of(resin, shapeOf(box([60, 40, 48])))];
  expect(high.figures.seconds / low.figures.seconds).toBeCloseTo(2, 0);
  expect(low.figures).toMatchObject({
    materialMg: Math.round(57_600 * 1.12),
    supportMg: 0,
    filamentMm: 0,
    layers: 480,
  });
  expect(low.high.seconds).toBeGreaterThan(low.figures.seconds * 1.3);
});
