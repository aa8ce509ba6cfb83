import { reduce } from "./linear.ts";
import type { PointPairs } from "./points.ts";
import { draw, seeded } from "./random.ts";

const sample = 4;
const trialsMost = 300;

/**
 * How many of `rows` one homography explains, at most. Where it explains all that one fundamental matrix does, the
 * camera turned on the spot, or everything lies in one plane: there is no parallax to triangulate from.
 */
export function countOnHomography(pairs: PointPairs, rows: Int32Array, limit: number, seed: number): number {
  if (rows.length < sample) return rows.length;
  const random = seeded(seed);
  const chosen = new Int32Array(sample);
  let most = 0;
  for (let trial = 0; trial < trialsMost; trial++) {
    draw(random, rows.length, sample, chosen);
    const matrix = fourPoint(pairs, chosen, rows);
    if (matrix === null) continue;
    let count = 0;
    for (const row of rows) if (transferError(matrix, pairs.data, 4 * row) < limit * limit) count++;
    most = Math.max(most, count);
    if (most > 0.97 * rows.length) break;
  }
  return most;
}

const system = new Float64Array(8 * 9);

function fourPoint(pairs: PointPairs, chosen: Int32Array, rows: Int32Array): Float64Array | null {
  for (let i = 0; i < sample; i++) {
    const at = 4 * (rows[chosen[i] as number] as number);
    const x1 = pairs.data[at] as number;
    const y1 = pairs.data[at + 1] as number;
    const x2 = pairs.data[at + 2] as number;
    const y2 = pairs.data[at + 3] as number;
    system.set([x1, y1, 1, 0, 0, 0, -x2 * x1, -x2 * y1, -x2], 18 * i);
    system.set([0, 0, 0, x1, y1, 1, -y2 * x1, -y2 * y1, -y2], 18 * i + 9);
  }
  const pivots = reduce(system, 8, 9);
  if (pivots === null) return null;
  const free = 36 - pivots.reduce((sum, column) => sum + column, 0);
  const matrix = new Float64Array(9);
  matrix[free] = 1;
  for (let i = 0; i < 8; i++) matrix[pivots[i] as number] = -(system[9 * i + free] as number);
  return matrix;
}

/** Squared distance between where the first point is carried to and the second one. */
export function transferError(h: Float64Array, data: Float64Array, at: number): number {
  const x = data[at] as number;
  const y = data[at + 1] as number;
  const w = (h[6] as number) * x + (h[7] as number) * y + (h[8] as number);
  const dx = ((h[0] as number) * x + (h[1] as number) * y + (h[2] as number)) / w - (data[at + 2] as number);
  const dy = ((h[3] as number) * x + (h[4] as number) * y + (h[5] as number)) / w - (data[at + 3] as number);
  return dx * dx + dy * dy;
}
