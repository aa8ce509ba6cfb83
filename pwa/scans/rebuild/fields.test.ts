import { expect, test } from "vitest";
import type { Dimension, Report } from "#contract/report";
import { fieldsOf, lengthTyped, overridesOf, pointOf } from "./fields.ts";

type Face = NonNullable<Report["solid"]>["faces"][number];
const face = (id: number, type: Face["type"], axis: Face["axis"], radiusMm: number | null): Face => ({
  ...{ id, type, axis, radiusMm, rawRadiusMm: radiusMm, origin: [0, 0, 0], evidence: "measured", areaMm2: 1 },
  ...{ deviationMeanMm: 0, deviationP95Mm: 0, deviationBiasMm: 0, inliers: 9 },
});
const dimension = (kind: Dimension["kind"], quantity: Dimension["quantity"], faces: number[], value: number) =>
  ({ id: kind, kind, quantity, faces, value, label: kind, count: 1 }) as Dimension;

const report = (overrides: Report["overrides"] = [], label: Report["label"] = "analytic") =>
  ({
    label,
    overrides,
    solid: {
      faces: [
        face(0, "plane", [0, 0, -1], null),
        face(1, "plane", [0, 0, 1], null),
        face(2, "cylinder", [0, 0, 1], 4),
        face(3, "plane", [1, 0, 0], null),
      ],
      dimensions: [
        dimension("thickness", "length", [0, 1], 5),
        dimension("size", "length", [0, 1], 5),
        dimension("hole", "diameter", [2], 8),
        dimension("angle", "angle", [0, 3], 90),
        dimension("step", "length", [0, 3], 5),
      ],
    },
  }) as unknown as Report;

test("what the worker can set is a field, once; angles and faces at an angle are none", () => {
  expect(fieldsOf(report()).map(({ label, quantity, faces }) => [label, quantity, faces])).toEqual([
    ["thickness", "distance", [0, 1]],
    ["hole", "diameter", [2]],
  ]);
  expect(fieldsOf(report([], "faceted"))).toEqual([]);
});

test("a dimension that was set by hand knows what it was before", () => {
  const set = { quantity: "diameter", faces: [2], rawMm: 7.9, fittedMm: 8.05, valueMm: 8 } as const;
  expect(fieldsOf(report([{ ...set, faces: [2] }])).map(({ fitted }) => fitted)).toEqual([null, 8.05]);
});

test("fields left empty or unchanged are no overrides; values out of range are named", () => {
  const fields = fieldsOf(report());
  const [thickness, hole] = fields.map(({ key }) => key) as [string, string];
  expect(overridesOf(fields, { [hole]: "8,5" }).overrides).toEqual([
    { quantity: "diameter", faces: [2], valueMm: 8.5 },
  ]);
  expect(overridesOf(fields, { [hole]: "8.0", [thickness]: " " }).overrides).toEqual([]);
  for (const text of ["0", "-1", "41", "1", "wide"])
    expect(overridesOf(fields, { [hole]: text }).wrong).toEqual(new Set([hole]));
  expect(overridesOf(fields, { [hole]: "85" }, 10).overrides[0]?.valueMm).toBe(85);
});

test("lengths are read with either decimal sign, points from the address", () => {
  expect([lengthTyped("1,5"), lengthTyped(" 2 "), lengthTyped("")]).toEqual([1.5, 2, null]);
  expect(lengthTyped("1.2.3")).toBeNaN();
  expect(pointOf("1,-2,3.5")).toEqual([1, -2, 3.5]);
  for (const text of [undefined, "", "1,2", "1,2,x", "1,2,3,4"]) expect(pointOf(text)).toBeNull();
});
