import { expect, test } from "vitest";
import { measuredWords } from "./measured-words.ts";

test("a figure's name becomes words and its last word its unit", () => {
  expect(measuredWords("reprojectionErrorPx", 0.4123)).toEqual(["Reprojection error", "0.4123 px"]);
  expect(measuredWords("deviationMeanMm", 1.5)).toEqual(["Deviation mean", "1.5 mm"]);
  expect(measuredWords("verticalFovDeg", 50)).toEqual(["Vertical fov", "50°"]);
  expect(measuredWords("pixelsWellMatchedShare", 0.7911)).toEqual(["Pixels well matched", "79.1 %"]);
  expect(measuredWords("stepBytes", 7_464_724)).toEqual(["Step", "7.5 MB"]);
  expect(measuredWords("photosRead", 24)).toEqual(["Photos read", "24"]);
});

test("yes, no and nothing measured are said in words", () => {
  expect(measuredWords("watertight", true)).toEqual(["Watertight", "yes"]);
  expect(measuredWords("scaleMm", null)).toEqual(["Scale", "not measured"]);
});
