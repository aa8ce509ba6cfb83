import { pointPairs } from "../matching/points.ts";
import { refinePose } from "../matching/refine-pose.ts";
import { relativePose } from "../matching/relative-pose.ts";
import {
  angleBetween,
  axisOf,
  plus,
  type Rotation,
  scaled,
  times,
  transposed,
  turnBy,
  unturned,
  type Vector,
} from "../matching/rotation.ts";
import type { Entry } from "./entry.ts";
import type { Pair } from "./pair.ts";

/** How each photo's camera is turned, world to camera, in the frame of the photo it began with. */
export type Rotations = {
  byId: Map<string, Rotation>;
  /** The less the better: by how much the pairs contradict each other, times by how much their matches miss. */
  discord: number;
};

/** Fewer matches turn a photo anyhow. */
const matchesLeast = 25;
const matchesMost = 200;
/** Three pairs of three photos agree when going round them ends so near to where it began. */
const agreeingDeg = 10;
/** A pair that is so far off weighs half. */
const offDeg = 8;
/** Rounds of averaging, and by how much `offDeg` is wider in the first: a bad start is left behind by and by. */
const rounds = 30;
const widerAtFirst = [4, 4, 4, 4, 4, 2, 2, 2, 2, 2] as const;
const stillRad = 1e-3;
const degrees = 180 / Math.PI;

/** A pair as a step from one camera to the other: `rotation` turns the first one's frame into the second one's. */
type Step = { first: string; second: string; rotation: Rotation; cost: number; matches: number; weight: number };
type Neighbours = Map<string, Map<string, { rotation: Rotation; step: Step }>>;

/** Rotations of all photos at once, as most of the pairs want them; null without any pair. */
export function rotationsOf(entries: readonly Entry[], pairs: readonly Pair[], focal: number): Rotations | null {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const steps = pairs.flatMap((pair) => stepOf(pair, byId, focal) ?? []);
  const neighbours = neighboursOf(steps);
  for (const step of steps) step.weight *= trustIn(step, neighbours);
  const rotations = chained(steps);
  if (rotations.size === 0) return null;
  average(rotations, neighbours);
  return { byId: rotations, discord: discordOf(rotations, steps) };
}

/** By focal length: a pair is looked at once. */
const known = new WeakMap<Pair, Map<number, Step | null>>();

/** The step that a pair is, some milliseconds of work where it was not asked for before; null where it tells nothing. */
export function stepOf(pair: Pair, byId: ReadonlyMap<string, Entry>, focal: number): Step | null {
  const [a, b] = [byId.get(pair.first), byId.get(pair.second)];
  if (!a || !b || pair.matches.count < matchesLeast) return null;
  const mine = known.get(pair) ?? new Map<number, Step | null>();
  known.set(pair, mine);
  const kept = mine.get(focal) ?? newStep(pair, a, b, focal);
  mine.set(focal, kept);
  return kept && { ...kept };
}

function newStep(pair: Pair, a: Entry, b: Entry, focal: number): Step | null {
  const points = pointPairs(a.features, b.features, pair.matches, [a.size, b.size]);
  const rough = relativePose(points, focal);
  if (rough === null) return null;
  const { rotation, cost } = refinePose(rough, points, focal);
  const matches = Math.min(matchesMost, pair.matches.count);
  return { first: pair.first, second: pair.second, rotation, cost, matches, weight: matches };
}

function neighboursOf(steps: readonly Step[]): Neighbours {
  const neighbours: Neighbours = new Map();
  const put = (from: string, to: string, rotation: Rotation, step: Step) => {
    const mine = neighbours.get(from) ?? new Map();
    neighbours.set(from, mine.set(to, { rotation, step }));
  };
  for (const step of steps) {
    put(step.first, step.second, step.rotation, step);
    put(step.second, step.first, transposed(step.rotation), step);
  }
  return neighbours;
}

/**
 * A false pair (repeated structure, chance) has an epipolar geometry of its own as well as a true one. What gives it
 * away is the third photo: 0 … 1 by how much the ways over others bear it out. A pair that nothing bears out counts
 * for a tenth.
 */
function trustIn(step: Step, neighbours: Neighbours): number {
  let [borneOut, contradicted] = [0, 0];
  for (const [third, over] of neighbours.get(step.first) ?? []) {
    const back = neighbours.get(step.second)?.get(third);
    if (!back) continue;
    const weight = Math.min(over.step.matches, back.step.matches) / 100;
    const offBy = angleBetween(times(back.rotation, step.rotation), over.rotation) * degrees;
    if (offBy < agreeingDeg) borneOut += weight;
    else if (offBy > 2 * agreeingDeg) contradicted += weight;
  }
  return (0.1 + borneOut) / (1 + borneOut + contradicted / 2);
}

/** A first guess: along the most trusted pairs, from photo to photo (Prim). */
function chained(steps: readonly Step[]): Map<string, Rotation> {
  const best = steps.toSorted((a, b) => b.weight - a.weight);
  const rotations = new Map<string, Rotation>();
  const start = best[0];
  if (start) rotations.set(start.first, unturned);
  for (;;) {
    const next = best.find(({ first, second }) => rotations.has(first) !== rotations.has(second));
    if (!next) return rotations;
    const [from, to] = [rotations.get(next.first), rotations.get(next.second)];
    if (from) rotations.set(next.second, times(next.rotation, from));
    else rotations.set(next.first, times(transposed(next.rotation), to as Rotation));
  }
}

/** Each photo in turn to where its neighbours want it, those far off weighing little, until nothing moves. */
function average(rotations: Map<string, Rotation>, neighbours: Neighbours): void {
  for (let round = 0; round < rounds; round++) {
    const limitRad = (offDeg * (widerAtFirst[round] ?? 1)) / degrees;
    let most = 0;
    for (const [id, now] of rotations) {
      let [sum, weights] = [[0, 0, 0] as Vector, 0];
      for (const [other, { rotation, step }] of neighbours.get(id) ?? []) {
        const there = rotations.get(other);
        if (!there) continue;
        const wanted = axisOf(times(times(transposed(rotation), there), transposed(now)));
        const weight = step.weight / (1 + (Math.hypot(...wanted) / limitRad) ** 2);
        sum = plus(sum, scaled(wanted, weight));
        weights += weight;
      }
      if (weights === 0) continue;
      const turn = scaled(sum, 1 / weights);
      most = Math.max(most, Math.hypot(...turn));
      rotations.set(id, times(turnBy(turn), now));
    }
    if (most < stillRad && round >= widerAtFirst.length) return;
  }
}

/**
 * A wrong focal length stretches a walk, and so may close a gap in it: what pairs say of each other does not tell then,
 * but their matches fit worse.
 */
function discordOf(rotations: ReadonlyMap<string, Rotation>, steps: readonly Step[]): number {
  let [off, weights, missed, trusted] = [0, 0, 0, 0];
  for (const { first, second, rotation, cost, weight } of steps) {
    const [from, to] = [rotations.get(first), rotations.get(second)];
    if (!from || !to) continue;
    const agreeing = 1 / (1 + ((angleBetween(times(to, transposed(from)), rotation) * degrees) / offDeg) ** 2);
    off += weight * (1 - agreeing);
    weights += weight;
    missed += weight * agreeing * cost;
    trusted += weight * agreeing;
  }
  return weights === 0 ? 1 : (off / weights) * (missed / trusted);
}
