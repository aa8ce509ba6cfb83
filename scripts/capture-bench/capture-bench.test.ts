import { expect, test } from "vitest";
import { sigmoid } from "../../pwa/judging/set/chances.ts";
import type { Measures } from "../../pwa/judging/set/measures.ts";
import { type Example, fitWeights } from "./fit.ts";
import { countPhotos, precisionOf, recallOf, scoreSet } from "./score.ts";
import type { Outcome, Told } from "./sets.ts";

const measures = (supportMedian: number): Measures => ({
  mode: "free",
  photos: 20,
  connectedShare: 1,
  supportMedian,
  supportLow: 40,
  partnersMedian: 6,
  contradiction: 0,
});

test("the fit finds what separates good sets, and never turns a sign round", () => {
  const examples: Example[] = [300, 250, 220].map((support) => ({ measures: measures(support), came: true }));
  examples.push(...[60, 80, 90].map((support) => ({ measures: measures(support), came: false })));
  const weights = fitWeights(examples, "free", "good");
  expect(weights[2]).toBeGreaterThan(0.5);
  const turned = fitWeights(
    examples.map(({ measures, came }) => ({ measures, came: !came })),
    "free",
    "good",
  );
  expect(turned[2]).toBeGreaterThanOrEqual(0);
  expect(sigmoid(0)).toBe(0.5);
});

const still = (id: string, willRegister: boolean) => ({
  id,
  willRegister,
  registerProbability: 0.5,
  grade: "good",
  reasons: [],
});

test("a photo counts as right in its right place alone, a foreign one never", () => {
  const told: Told = {
    base: "b",
    recipe: "foreign",
    gapDeg: null,
    photos: ["a", "b", "c"]
      .map((name) => ({ name, from: name, spoilt: false }))
      .concat([{ name: "x", from: null as never, spoilt: false }]),
  };
  const outcome: Outcome = {
    failure: null,
    seconds: 1,
    photos: {
      a: { registered: true, right: true },
      b: { registered: true, right: null },
      c: { registered: true, right: false },
      x: { registered: true, right: false },
    },
  };
  const stills = [still("a", true), still("b", false), still("c", true), still("x", false)];
  const verdict = { outcome: "likely", confidence: 0.9, photos: 4, connected: 4, stills, gaps: [] };
  const row = scoreSet("b.foreign", told, verdict as unknown as Parameters<typeof scoreSet>[2], outcome);
  expect(row.good).toBe(false);
  const counts = countPhotos([row]);
  expect(counts).toEqual({ truePositive: 1, falsePositive: 1, falseNegative: 1, trueNegative: 1 });
  expect([precisionOf(counts), recallOf(counts)]).toEqual([0.5, 0.5]);
});
