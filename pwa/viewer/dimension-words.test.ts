import { expect, test } from "vitest";
import type { Dimension } from "#contract/report";
import {
  type Face,
  faceDeviation,
  faceLine,
  faceRaw,
  nominalText,
  rawText,
  uncertaintyText,
  valueText,
} from "./dimension-words.ts";

const hole: Dimension = {
  ...{ id: "hole-1", kind: "hole", label: "Hole, through", quantity: "diameter", value: 6, raw: 5.97, count: 1 },
  ...{ nominal: { value: 6, basis: "drill", detail: "twist drill 6 mm" }, uncertainty: 0.04, evidence: "measured" },
  ...{ faces: [3], place: [1, 2, 3], axis: [0, 0, 1], depthMm: 5, through: true },
  drawing: { lines: [], circles: [], at: [1, 2, 3] },
};
const face: Face = {
  ...{ id: 3, type: "cylinder", evidence: "measured", areaMm2: 90, radiusMm: 3, rawRadiusMm: 2.985, axis: [0, 0, 1] },
  ...{ origin: [0, 0, 0], deviationMeanMm: 0.02, deviationP95Mm: 0.05, deviationBiasMm: -0.004, inliers: 300 },
};

test("A diameter, a count and an angle are written as on a drawing", () => {
  expect(valueText(hole, "mm")).toBe("⌀ 6.00 mm");
  expect(valueText({ ...hole, count: 6 }, "mm")).toBe("6 × ⌀ 6.00 mm");
  expect(valueText({ ...hole, quantity: "angle", value: 45 }, "mm")).toBe("45.0°");
});

test("Without a scale a length is in scene units", () => {
  expect(valueText(hole, "scene")).toBe("⌀ 6.00 units");
});

test("What was measured stands beside what it became", () => {
  expect(rawText(hole, "mm")).toBe("5.97 mm → 6.00 mm");
  expect(rawText({ ...hole, raw: 6.0001 }, "mm")).toBe("6.00 mm");
  expect(rawText({ ...hole, raw: null }, "mm")).toBe("Not measured");
  expect(faceRaw(face, "mm")).toBe("5.97 mm → 6.00 mm");
});

test("A nominal says what made it one, and none says so", () => {
  expect(nominalText(hole, "mm")).toBe("6.00 mm (twist drill 6 mm)");
  expect(nominalText({ ...hole, nominal: null }, "mm")).toBe("None within the uncertainty");
});

test("A guessed dimension claims no uncertainty", () => {
  expect(uncertaintyText(hole, "mm")).toBe("± 0.040 mm");
  expect(uncertaintyText({ ...hole, uncertainty: null }, "mm")).toBe("uncertainty unknown");
});

test("A face in one line: what it is, how large, what it is worth", () => {
  expect(faceLine(face, "mm")).toBe("Cylinder, ⌀ 6.00 mm, Measured");
  expect(faceLine({ ...face, type: "plane", radiusMm: null, evidence: "guessed" }, "mm")).toBe(
    "Plane, Not seen, guessed",
  );
});

test("A face's deviation tells to which side the cloud lies, and one that was not seen says so", () => {
  expect(faceDeviation(face, "mm")).toContain("−0.004 mm");
  expect(faceDeviation({ ...face, inliers: 0 }, "mm")).toBe("Nothing was measured on it");
});
