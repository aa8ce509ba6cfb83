import { expect, test } from "vitest";
import type { Entry } from "../set/entry.ts";
import { cloudOf, pairOf, photoOfCloud } from "../testing/cloud.ts";
import { poseAt, testSeed } from "../testing/texture.ts";
import { findFundamental, sampson } from "./fundamental.ts";
import { countOnHomography } from "./homography.ts";
import { cubicRoots, smallestEigenvector } from "./linear.ts";
import { type PointPairs, pointPairs } from "./points.ts";
import { seeded } from "./random.ts";
import { refinePose } from "./refine-pose.ts";
import { angleBetween, plus, type Rotation, times, transposed, turnBy, unit, type Vector } from "./rotation.ts";
import { scoreRowsPlain } from "./scores.ts";
import { scoreRowsSimd } from "./scores-simd.ts";

console.log(`seed ${testSeed}`);

/** Points in a box before two cameras, the second turned and moved; the last ones are matched at random. */
function twoViews(right: number, wrong: number, flat: boolean): PointPairs {
  const random = seeded(testSeed);
  const data = new Float64Array(4 * (right + wrong));
  const [cos, sin] = [Math.cos(0.25), Math.sin(0.25)];
  for (let k = 0; k < right + wrong; k++) {
    const [x, y, z] = [2 * random() - 1, 2 * random() - 1, flat ? 0 : 2 * random() - 1];
    const [u, w] = [cos * x + sin * z, cos * z - sin * x];
    const good = [x / (z + 4), y / (z + 4), (u - 0.9) / (w + 4), (y + 0.1) / (w + 4)];
    data.set(k < right ? good : good.map(() => random() - 0.5), 4 * k);
  }
  return { count: right + wrong, data, scale: 1 };
}

test("the epipolar geometry is found among as many wrong matches", () => {
  const pairs = twoViews(60, 60, false);
  const found = findFundamental(pairs, 0.002, testSeed);
  const right = [...(found?.inliers ?? [])].filter((row) => row < 60).length;
  expect(right).toBeGreaterThan(55);
  expect((found?.inliers.length ?? 0) - right).toBeLessThan(6);
  for (let k = 0; k < 60; k++) expect(sampson(found?.matrix as Float64Array, pairs.data, 4 * k)).toBeLessThan(1e-5);
});

test("matches at random are hardly explained", () => {
  expect(findFundamental(twoViews(0, 100, false), 0.002, testSeed)?.inliers.length ?? 0).toBeLessThan(15);
  expect(findFundamental(twoViews(5, 0, false), 0.002, testSeed)).toBeNull();
});

test("one plane explains a flat scene and not a deep one", () => {
  const rows = Int32Array.from({ length: 80 }, (_, i) => i);
  expect(countOnHomography(twoViews(80, 0, true), rows, 0.002, testSeed)).toBeGreaterThan(76);
  expect(countOnHomography(twoViews(80, 0, false), rows, 0.002, testSeed)).toBeLessThan(25);
});

test("SIMD gives what plain arithmetic gives, bit by bit", () => {
  const random = seeded(testSeed);
  const bytes = (count: number) => Uint8Array.from({ length: 128 * count }, () => 256 * random());
  for (const [a, b] of [
    [37, 53],
    [1, 2],
    [5, 0],
  ] as const) {
    const [first, second] = [bytes(a), bytes(b)];
    expect(scoreRowsSimd(first, a, second, b)).toEqual(scoreRowsPlain(first, a, second, b));
  }
});

test("roots and eigenvectors are those of the book", () => {
  expect(cubicRoots(1, -6, 11, -6).toSorted((a, b) => a - b)).toEqual([
    expect.closeTo(1, 9),
    expect.closeTo(2, 9),
    expect.closeTo(3, 9),
  ]);
  expect(cubicRoots(1, 0, 1, -2)).toEqual([expect.closeTo(1, 9)]);
  expect(cubicRoots(0, 1, -3, 2).toSorted((a, b) => a - b)).toEqual([expect.closeTo(1, 9), expect.closeTo(2, 9)]);
  const vector = smallestEigenvector(Float64Array.from([2, 1, 1, 2]), 2);
  expect(Math.abs((vector[0] as number) + (vector[1] as number))).toBeLessThan(1e-9);
});

test("a pose is refined from degrees off to what most matches want, whatever a few say", () => {
  const cloud = cloudOf(80, testSeed);
  const random = seeded(testSeed);
  const [a, b] = [0, 25].map((azimuthDeg, order) =>
    photoOfCloud(cloud, {
      id: `${azimuthDeg}`,
      order,
      azimuthDeg,
      elevationDeg: 30 + azimuthDeg,
      focalShare: 0.7,
      random,
    }),
  ) as [Entry, Entry];
  // A tenth of the matches are with the next point.
  const matches = pairOf(a, b).matches;
  const second = matches.second.map((row, i) => (i % 10 === 0 ? (row + 1) % 80 : row));
  const points = pointPairs(a.features, b.features, { ...matches, second }, [a.size, b.size]);
  const wanted = times(rotationAt(25, 55), transposed(rotationAt(0, 30)));
  // Both cameras look at the cloud from the same distance.
  const move: Vector = [-wanted[0][2], -wanted[1][2], 1 - wanted[2][2]];
  const start = { rotation: times(turnBy([0.05, -0.06, 0.04]), wanted), move: unit(plus(unit(move), [0, 0.1, -0.1])) };
  const refined = refinePose(start, points, 2 * 0.7);
  expect(angleBetween(start.rotation, wanted)).toBeGreaterThan(0.08);
  expect(angleBetween(refined.rotation, wanted)).toBeLessThan(0.015);
  expect(refined.cost).toBeLessThan(0.2);
});

function rotationAt(azimuthDeg: number, elevationDeg: number): Rotation {
  const r = poseAt(azimuthDeg, elevationDeg, 300, 1).rotation as number[];
  return [r.slice(0, 3), r.slice(3, 6), r.slice(6, 9)] as Rotation;
}
