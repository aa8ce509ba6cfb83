import { expect, test } from "vitest";
import type { MeshCheck, MeshFinding } from "#contract/mesh-check";
import type { PrepareReport } from "#contract/prepare";
import { againstMended, needsMending, withWhy } from "./judge-mended.ts";
import { newPreparation, type Preparation, type PreparationEvent, stepPreparation } from "./preparation.ts";

const report: PrepareReport = {
  ...{ task: "mend", bodies: 1, unit: null, deviationUm: null, changes: [], before: null },
  after: { triangles: 12, openEdges: 0, volumeMm3: 1, areaMm2: 1, sizeUm: [1, 1, 1] },
};
const file = { sha256: "a".repeat(64), bytes: 684 };
const steps = (run: Preparation, ...events: PreparationEvent[]) =>
  events.reduce((now, event) => stepPreparation(now, event, 10), run);
const answered = (attempt: number): PreparationEvent => ({
  type: "answered",
  output: { attempt, report, file, failure: null },
});
const sent = (run: Preparation) =>
  steps(run, { type: "claimed" }, { type: "accepted", attempt: run.attempt, runpodId: "r" });

test("a mesh counts from the present attempt alone, as it lies under that attempt's name", () => {
  const second: Preparation = { ...sent(newPreparation(0)), attempt: 2 };
  expect(steps(second, answered(1))).toBe(second);
  expect(steps(second, answered(2))).toMatchObject({ state: "done", meshSha256: file.sha256, meshBytes: 684 });
  expect(steps(second, answered(2), { type: "lost", attempt: 2, detail: "" }).state).toBe("done");
});

test("an output without a mesh, or without a failure either, is a failure", () => {
  for (const output of [
    { attempt: 1, report, file: null, failure: null },
    { attempt: 1, report: null, file, failure: null },
  ]) {
    const after = steps(sent(newPreparation(0)), { type: "answered", output });
    expect(after).toMatchObject({ state: "failed", failureCode: "prepare-failed", meshSha256: null });
  }
});

const finding = (code: MeshFinding["code"], severity: MeshFinding["severity"] = "stops"): MeshFinding => ({
  ...{ code, severity, count: 3, detail: "3 open edges", triangles: [] },
});
const checked = (more: Partial<MeshCheck> = {}): MeshCheck => ({
  ...{ triangles: 12, vertices: 8, bodies: 1, watertight: true, sizeUm: [20_000, 20_000, 20_000], volumeMm3: 8_000 },
  ...{ areaMm2: 2_400, overhangMm2: 0, findings: [] },
  unit: { unit: "mm", sure: true, reason: "declared", candidates: [] },
  ...more,
});
const open = checked({ watertight: false, findings: [finding("mesh-open")] });

test.each<[string, MeshCheck, MeshCheck, boolean, string | null]>([
  ["a closed part of the same size", open, checked(), false, null],
  ["one that is still open", open, open, false, "3 open edges"],
  ["one that has grown", open, checked({ sizeUm: [20_000, 20_000, 20_200] }), false, "20.2 mm"],
  ["a hair of rounding", open, checked({ sizeUm: [20_000, 20_000, 20_060] }), false, null],
  ["nothing", open, checked({ volumeMm3: 0 }), false, "nothing would be left"],
  ["bodies that became more", checked(), checked({ volumeMm3: 8_100 }), true, "8100 mm³"],
  ["bodies that became less", checked(), checked({ volumeMm3: 6_000 }), true, null],
  [
    "a size that was too large before",
    checked({ findings: [finding("mesh-open"), finding("mesh-too-large")] }),
    checked({ findings: [finding("mesh-too-large")] }),
    false,
    null,
  ],
])("what the worker mended is taken or not: %s", (_name, before, after, united, why) => {
  const against = againstMended(before, after, united);
  if (why === null) expect(against).toBeNull();
  else expect(against).toContain(why);
});

test("only faults of the surface are for the worker, and why it failed stands where they are told", () => {
  expect([needsMending(open), needsMending(checked({ findings: [finding("mesh-too-large")] }))]).toEqual([true, false]);
  expect(needsMending(checked({ findings: [finding("mesh-open", "warns")] }))).toBe(false);
  const told = withWhy(checked({ findings: [finding("mesh-open"), finding("mesh-too-large")] }), "too wide");
  expect(told.findings.map(({ detail }) => detail)).toEqual(["3 open edges; not mended: too wide", "3 open edges"]);
});
