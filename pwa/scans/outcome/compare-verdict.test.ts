import { expect, test } from "vitest";
import { compareVerdict, type Prediction } from "./compare-verdict.ts";
import { type RunOutcome, runOutcome } from "./photo-outcome.ts";

function predicted(outcome: Prediction["outcome"], said: Record<string, boolean>): Prediction {
  const stills = Object.entries(said).map(([id, willRegister]) => ({ id, willRegister, registerProbability: 0.5 }));
  return { outcome, confidence: 0.9, stills };
}

function ended(made: boolean, used: Record<string, boolean>): RunOutcome {
  const photos = Object.entries(used).map(([photoId, was]) => ({ photoId, name: photoId, used: was, why: null }));
  return { made, photos };
}

test("each photo's forecast is held against what the server did with it", () => {
  const said = predicted("likely", { a: true, b: true, c: false, d: false, e: true });
  const compared = compareVerdict(said, ended(true, { a: true, b: false, c: true, d: false, e: true, late: true }));
  expect(compared).toEqual({
    ...{ photos: 5, asForetold: 3, hopedIds: ["b"], doubtedIds: ["c"] },
    ...{ precision: 2 / 3, recall: 2 / 3, set: "hopeful" },
  });
});

test("the set is foretold right when a result came with four fifths of its photos, or none came and none was promised", () => {
  const all = { a: true, b: true, c: true, d: true, e: true };
  expect(compareVerdict(predicted("likely", all), ended(true, all)).set).toBe("right");
  expect(compareVerdict(predicted("likely", all), ended(true, { ...all, a: false })).set).toBe("right");
  expect(compareVerdict(predicted("likely", all), ended(true, { ...all, a: false, b: false })).set).toBe("hopeful");
  expect(compareVerdict(predicted("likely", all), ended(false, all)).set).toBe("hopeful");
  expect(compareVerdict(predicted("no", all), ended(true, all)).set).toBe("doubtful");
  expect(compareVerdict(predicted("no", all), ended(false, all)).set).toBe("right");
  expect(compareVerdict(predicted("risky", all), ended(false, all)).set).toBe("open");
});

test("photos that were never judged prove nothing", () => {
  const compared = compareVerdict(predicted("likely", {}), ended(true, { a: true }));
  expect([compared.photos, compared.precision, compared.recall]).toEqual([0, null, null]);
});

test("the report's cameras say what became of each photo, and why", () => {
  const at = {
    pass: 0,
    reprojectionErrorPx: null,
    positionMm: null,
    rotation: null,
    verticalFovDeg: null,
    aspect: null,
  };
  const cameras = [
    { ...at, photoId: "a", name: "a.jpg", registered: true, reason: null },
    { ...at, photoId: "b", name: "b.jpg", registered: false, reason: "it does not fit the other photos" },
  ];
  expect(runOutcome({ label: "failed", cameras })).toEqual({
    made: false,
    photos: [
      { photoId: "a", name: "a.jpg", used: true, why: null },
      { photoId: "b", name: "b.jpg", used: false, why: "it does not fit the other photos" },
    ],
  });
});
