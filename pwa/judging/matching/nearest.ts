import type { Features } from "../features/sift.ts";
import { scoreRows } from "./scores.ts";

/** Pairs of features, `first[k]` of one photo with `second[k]` of the other. */
export type Matches = { count: number; first: Int32Array; second: Int32Array };

/** |d|² of a descriptor: the same for all but rounding, so that likeness is a plain product. */
const squaredLength = 512 * 512;
const distanceRatioMost = 0.8;

/** Features that are each other's nearest and clearly nearer than the next one (Lowe 2004). */
export function matchFeatures(a: Features, b: Features, ratio = distanceRatioMost): Matches {
  const scores = scoreRows(a.descriptors, a.count, b.descriptors, b.count);
  const first = new Int32Array(Math.min(a.count, b.count));
  const second = new Int32Array(first.length);
  let count = 0;
  for (let i = 0; i < a.count; i++) {
    const j = scores.bestOfA[i] as number;
    if (j < 0 || scores.bestOfB[j] !== i) continue;
    const nearest = squaredLength - (scores.bestScore[i] as number);
    const next = squaredLength - (scores.nextScore[i] as number);
    if (nearest > ratio * ratio * next) continue;
    first[count] = i;
    second[count++] = j;
  }
  return { count, first: first.subarray(0, count), second: second.subarray(0, count) };
}
