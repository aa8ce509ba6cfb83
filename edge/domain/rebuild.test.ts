import { expect, test } from "vitest";
import type { Rebuild } from "#contract/rebuild";
import type { Report } from "#contract/report";
import { plateReport } from "../testing/plate-report.ts";
import { judgeRebuild } from "./rebuild.ts";

const of = { jobId: "0f8fad5b-d9cb-469f-a165-70867728950e", attempt: 1 };
const ask = (rebuild: Partial<Rebuild>): Rebuild => ({ of, overrides: [], knownDistance: null, ...rebuild });
const codeOf = (rebuild: Rebuild, report: Report = plateReport()) => {
  const verdict = judgeRebuild(rebuild, report);
  return verdict.ok ? "ok" : verdict.code;
};

test.each<[string, Rebuild["overrides"][number], string]>([
  ["a diameter of a bore", { quantity: "diameter", faces: [2], valueMm: 9 }, "ok"],
  ["a radius of a bore", { quantity: "radius", faces: [2], valueMm: 4.5 }, "ok"],
  ["a distance of parallel planes", { quantity: "distance", faces: [0, 1], valueMm: 6 }, "ok"],
  ["a face that is not there", { quantity: "diameter", faces: [77], valueMm: 9 }, "override-unfit"],
  ["a diameter of a plane", { quantity: "diameter", faces: [0], valueMm: 9 }, "override-unfit"],
  ["a distance of one plane", { quantity: "distance", faces: [0], valueMm: 9 }, "override-unfit"],
  ["a distance across a corner", { quantity: "distance", faces: [0, 3], valueMm: 9 }, "override-unfit"],
  ["a distance to a bore", { quantity: "distance", faces: [0, 2], valueMm: 9 }, "override-unfit"],
  ["nothing", { quantity: "diameter", faces: [2], valueMm: 0 }, "override-out-of-range"],
  ["less than nothing", { quantity: "distance", faces: [0, 1], valueMm: -5 }, "override-out-of-range"],
  ["six times as much", { quantity: "diameter", faces: [2], valueMm: 48.1 }, "override-out-of-range"],
  ["a sixth", { quantity: "distance", faces: [0, 1], valueMm: 0.8 }, "override-out-of-range"],
])("%s is judged against the report", (_, override, code) => {
  expect(codeOf(ask({ overrides: [override] }))).toBe(code);
});

test.each<[string, NonNullable<Rebuild["knownDistance"]>, string]>([
  ["far enough apart", { from: [0, 0, 0], to: [30, 0, 0], distanceMm: 31 }, "ok"],
  ["under 2 % of the diagonal apart", { from: [0, 0, 0], to: [0.5, 0, 0], distanceMm: 31 }, "known-distance-unfit"],
  ["one and the same", { from: [1, 2, 3], to: [1, 2, 3], distanceMm: 31 }, "known-distance-unfit"],
  ["no distance apart in truth", { from: [0, 0, 0], to: [30, 0, 0], distanceMm: 0 }, "known-distance-unfit"],
])("two points %s", (_, knownDistance, code) => {
  expect(codeOf(ask({ knownDistance }))).toBe(code);
});

test("with a known distance an override is judged in the new millimetres", () => {
  const knownDistance: Rebuild["knownDistance"] = { from: [0, 0, 0], to: [1, 0, 0], distanceMm: 10 };
  const overrides: Rebuild["overrides"] = [{ quantity: "diameter", faces: [2], valueMm: 85 }];
  expect(codeOf(ask({ overrides, knownDistance }))).toBe("ok");
  expect(codeOf(ask({ overrides }))).toBe("override-out-of-range");
});

test("a faceted part takes a scale alone, and an empty wish is none", () => {
  const faceted: Report = { ...plateReport(), label: "faceted" };
  const overrides: Rebuild["overrides"] = [{ quantity: "diameter", faces: [2], valueMm: 9 }];
  expect(codeOf(ask({ overrides }), faceted)).toBe("rebuild-needs-analytic");
  expect(codeOf(ask({ knownDistance: { from: [0, 0, 0], to: [30, 0, 0], distanceMm: 31 } }), faceted)).toBe("ok");
  expect(codeOf(ask({}))).toBe("request-invalid");
});
