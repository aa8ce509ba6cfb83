import { expect, test } from "vitest";
import type { PrintSettings } from "#contract/print-settings";
import { defaultCatalogue } from "#quote/price/default-catalogue";
import { nearestSlice } from "./nearest-slice.ts";
import { neighboursOf } from "./neighbours.ts";
import { isPayable, type QuoteFacts, quoteState } from "./quote-state.ts";

const settings: PrintSettings = {
  ...{ process: "fdm", material: "pla", preset: "standard", layerHeightUm: 200, infillPercent: 20, pattern: "gyroid" },
  ...{ supports: "auto", orientation: { kind: "face-down", side: "-z" } },
};
const facts: QuoteFacts = {
  ...{ source: "slice", needsReview: false, sliced: true, waiting: false, decision: null, ordered: false },
  expiresAtMs: 100,
};

test("only a slice's price is payable, while it holds, and above the threshold once the shop has said yes", () => {
  expect([quoteState(facts, 1), isPayable(facts, 1)]).toEqual(["open", true]);
  expect([quoteState(facts, 100), isPayable(facts, 100)]).toEqual(["expired", false]);
  const watched = { ...facts, needsReview: true };
  expect([quoteState(watched, 1), isPayable(watched, 1)]).toEqual(["review", false]);
  expect(isPayable({ ...watched, decision: "approved" }, 1)).toBe(true);
  expect(isPayable({ ...watched, decision: "refused" }, 1)).toBe(false);
  expect(isPayable({ ...facts, decision: "refused" }, 1)).toBe(false);
  expect([quoteState({ ...facts, ordered: true }, 1), isPayable({ ...facts, ordered: true }, 1)]).toEqual([
    "ordered",
    false,
  ]);
});

test("an estimate is never payable, whatever the shop says", () => {
  const estimate: QuoteFacts = { ...facts, source: "estimate", needsReview: true, decision: "approved" };
  expect([quoteState({ ...estimate, waiting: true }, 1), isPayable({ ...estimate, waiting: true }, 1)]).toEqual([
    "slicing",
    false,
  ]);
  expect([quoteState(estimate, 1), isPayable(estimate, 1)]).toEqual(["review", false]);
  expect(quoteState({ ...estimate, sliced: false }, 1)).toBe("estimating");
});

test("what is likely to be asked next: infill up and down, the layer heights beside it, nothing that cannot be", () => {
  const next = neighboursOf(settings, defaultCatalogue);
  expect(next.map((s) => [s.infillPercent, s.preset, s.layerHeightUm])).toEqual([
    [25, "standard", 200],
    [15, "standard", 200],
    [20, "draft", 300],
    [20, "fine", 100],
  ]);
  const edge = neighboursOf({ ...settings, infillPercent: 100, material: "tpu", preset: "draft" }, defaultCatalogue);
  expect(edge.map((s) => [s.infillPercent, s.preset])).toEqual([
    [95, "draft"],
    [100, "standard"],
  ]);
  expect(neighboursOf({ ...settings, process: "sla", material: "resin-standard" }, defaultCatalogue)).toHaveLength(1);
});

test("the nearest slice lies the same way, is of the same filament, and differs least", () => {
  const print = { machine: "prusa-mk3s", profile: "pla", densityMgPerCm3: 1_240 };
  const figures = { materialMg: 1, supportMg: 0, filamentMm: 1, seconds: 1, layers: 1 };
  const slice = (more: Partial<PrintSettings>, of: Partial<typeof print> = {}) => ({
    settings: { ...settings, ...more },
    print: { ...print, ...of },
    figures,
  });
  const [turned, other] = [slice({ orientation: { kind: "face-down", side: "+x" } }), slice({}, { profile: "petg" })];
  expect(nearestSlice(settings, print, [turned, other, slice({ process: "sla" })])).toBeNull();
  const [far, fine, near] = [
    slice({ infillPercent: 60 }),
    slice({ preset: "fine", layerHeightUm: 100 }),
    slice({ infillPercent: 25 }),
  ];
  expect(nearestSlice(settings, print, [turned, far, fine, near, other])).toBe(near);
  expect(nearestSlice(settings, print, [far, fine])).toBe(fine);
});
