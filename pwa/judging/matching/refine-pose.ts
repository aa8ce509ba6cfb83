import { signedSampson } from "./fundamental.ts";
import { solve } from "./linear.ts";
import type { PointPairs } from "./points.ts";
import type { RelativePose } from "./relative-pose.ts";
import { cross, plus, type Rotation, scaled, times, turnBy, unit, type Vector } from "./rotation.ts";

/** `cost`: of the matches, weighed by how far they miss, the share that the pose does not explain; 0 … 1. */
export type RefinedPose = RelativePose & { cost: number };

/** In the units of the pairs: 3 px of a picture 1280 long. Further off counts for little. */
const limit = (3 * 2) / 1280;
const roundsMost = 8;
const dampingsMost = 4;
const gainLeast = 1e-6;
const nudge = 1e-5;
const unknowns = 5;

/**
 * The pose that the matches want most, near a given one: least squares of the distances to the epipolar lines, where
 * those far off weigh less (Levenberg and Marquardt; Geman and McClure). An epipolar geometry fitted freely is drawn
 * off by flat parts and by its own two spare numbers: this brought rotations from 8° off to 1°.
 */
export function refinePose(start: RelativePose, pairs: PointPairs, focal: number): RefinedPose {
  let pose = start;
  let now = missesOf(pose, pairs, focal);
  let cost = costOf(now);
  let damping = 1e-3;
  for (let round = 0; round < roundsMost; round++) {
    const { matrix, right } = equations(pose, pairs, focal, now);
    const before = cost;
    for (let attempt = 0; attempt < dampingsMost && cost === before; attempt++) {
      const step = solve(damped(matrix, damping), right.slice());
      const next = step && moved(pose, step);
      const misses = next && missesOf(next, pairs, focal);
      if (misses && costOf(misses) < cost) {
        [pose, now, cost] = [next as RelativePose, misses, costOf(misses)];
        damping /= 4;
      } else damping *= 8;
    }
    if (before - cost <= gainLeast) break;
  }
  return { ...pose, cost };
}

/** Of each match, how far it is off, and to which side, in limits. */
function missesOf({ rotation, move }: RelativePose, pairs: PointPairs, focal: number): Float64Array {
  const f = fundamentalOf(rotation, move, focal);
  const misses = new Float64Array(pairs.count);
  for (let k = 0; k < pairs.count; k++) misses[k] = signedSampson(f, pairs.data, 4 * k) / limit;
  return misses;
}

function costOf(misses: Float64Array): number {
  let sum = 0;
  for (const miss of misses) sum += (miss * miss) / (1 + miss * miss);
  return sum / misses.length;
}

/** [move]× · R between two inverse camera matrices. */
function fundamentalOf(rotation: Rotation, [x, y, z]: Vector, focal: number): Float64Array {
  const skew: Rotation = [
    [0, -z, y],
    [z, 0, -x],
    [-y, x, 0],
  ];
  const scale = [1 / focal, 1 / focal, 1] as const;
  const essential = times(skew, rotation);
  return Float64Array.from(
    essential.flatMap((row, i) => row.map((value, j) => value * (scale[i] as number) * (scale[j] as number))),
  );
}

/** Turned by three numbers, its move tilted by two. */
function moved({ rotation, move }: RelativePose, by: ArrayLike<number>): RelativePose {
  const [a, b, c, d, e] = Array.from(by) as [number, number, number, number, number];
  const first = unit(cross(move, Math.abs(move[0]) < 0.7 ? [1, 0, 0] : [0, 1, 0]));
  const second = cross(move, first);
  return {
    rotation: times(turnBy([a, b, c]), rotation),
    move: unit(plus(move, plus(scaled(first, d), scaled(second, e)))),
  };
}

type Equations = { matrix: Float64Array; right: Float64Array };

/** The normal equations of the weighed misses, their slopes by a nudge. */
function equations(pose: RelativePose, pairs: PointPairs, focal: number, now: Float64Array): Equations {
  const slopes = Array.from({ length: unknowns }, (_, p) => {
    const nudged = Array.from({ length: unknowns }, (_, i) => (i === p ? nudge : 0));
    const there = missesOf(moved(pose, nudged), pairs, focal);
    for (let k = 0; k < there.length; k++) there[k] = ((there[k] as number) - (now[k] as number)) / nudge;
    return there;
  });
  const weights = now.map((miss) => 1 / (1 + miss * miss) ** 2);
  const product = (a: Float64Array, b: Float64Array) => {
    let sum = 0;
    for (let k = 0; k < weights.length; k++) sum += (weights[k] as number) * (a[k] as number) * (b[k] as number);
    return sum;
  };
  return {
    matrix: Float64Array.from(slopes.flatMap((a) => slopes.map((b) => product(a, b)))),
    right: Float64Array.from(slopes, (a) => -product(a, now)),
  };
}

const damped = (matrix: Float64Array, damping: number): Float64Array =>
  matrix.map((value, at) => (at % (unknowns + 1) === 0 ? value * (1 + damping) + 1e-9 : value));
