import { cubicRoots, reduce, smallestEigenvector } from "./linear.ts";
import type { PointPairs } from "./points.ts";
import { draw, seeded } from "./random.ts";

/** `x₂ᵀ · F · x₁ = 0`, in the units of the pairs; `inliers` are rows of the pairs. */
export type Epipolar = { matrix: Float64Array; inliers: Int32Array };

const sample = 7;
const trialsMost = 1500;
const confidence = 0.999;
const refits = 3;

/** The fundamental matrix most matches agree with: RANSAC over samples of seven, then fits to all that agree. */
export function findFundamental(pairs: PointPairs, limit: number, seed: number): Epipolar | null {
  if (pairs.count < sample + 1) return null;
  const random = seeded(seed);
  const rows = new Int32Array(sample);
  let best: Float64Array | null = null;
  let most = sample;
  let trials = trialsMost;
  for (let trial = 0; trial < trials; trial++) {
    draw(random, pairs.count, sample, rows);
    for (const matrix of sevenPoint(pairs, rows)) {
      const count = countInliers(matrix, pairs, limit, most);
      if (count <= most) continue;
      [most, best] = [count, matrix];
      trials = Math.min(trialsMost, trialsFor(most / pairs.count));
    }
  }
  return best === null ? null : refined(best, pairs, limit);
}

function trialsFor(share: number): number {
  const hit = share ** sample;
  return hit >= 1 ? 1 : Math.ceil(Math.log(1 - confidence) / Math.log(1 - hit));
}

function refined(start: Float64Array, pairs: PointPairs, limit: number): Epipolar {
  let best: Epipolar = { matrix: start, inliers: inliersOf(start, pairs, limit) };
  for (let i = 0; i < refits && best.inliers.length >= 8; i++) {
    const matrix = eightPoint(pairs, best.inliers);
    const inliers = inliersOf(matrix, pairs, limit);
    if (inliers.length <= best.inliers.length) break;
    best = { matrix, inliers };
  }
  return best;
}

/** Distance to the epipolar lines, to first order (Sampson), in the units of the pairs; its sign is the side. */
export function signedSampson(f: Float64Array, data: Float64Array, at: number): number {
  const x1 = data[at] as number;
  const y1 = data[at + 1] as number;
  const x2 = data[at + 2] as number;
  const y2 = data[at + 3] as number;
  const a = (f[0] as number) * x1 + (f[1] as number) * y1 + (f[2] as number);
  const b = (f[3] as number) * x1 + (f[4] as number) * y1 + (f[5] as number);
  const c = (f[6] as number) * x1 + (f[7] as number) * y1 + (f[8] as number);
  const d = (f[0] as number) * x2 + (f[3] as number) * y2 + (f[6] as number);
  const e = (f[1] as number) * x2 + (f[4] as number) * y2 + (f[7] as number);
  return (x2 * a + y2 * b + c) / Math.sqrt(a * a + b * b + d * d + e * e);
}

/** Squared. */
export const sampson = (f: Float64Array, data: Float64Array, at: number): number => signedSampson(f, data, at) ** 2;

function countInliers(f: Float64Array, pairs: PointPairs, limit: number, toBeat: number): number {
  const square = limit * limit;
  let count = 0;
  for (let k = 0; k < pairs.count; k++) {
    if (sampson(f, pairs.data, 4 * k) < square) count++;
    else if (count + pairs.count - 1 - k <= toBeat) return count;
  }
  return count;
}

export function inliersOf(f: Float64Array, pairs: PointPairs, limit: number): Int32Array {
  const found = new Int32Array(pairs.count);
  let count = 0;
  for (let k = 0; k < pairs.count; k++) if (sampson(f, pairs.data, 4 * k) < limit * limit) found[count++] = k;
  return found.slice(0, count);
}

function equation(pairs: PointPairs, row: number, out: Float64Array, at: number): void {
  const x1 = pairs.data[4 * row] as number;
  const y1 = pairs.data[4 * row + 1] as number;
  const x2 = pairs.data[4 * row + 2] as number;
  const y2 = pairs.data[4 * row + 3] as number;
  out[at] = x2 * x1;
  out[at + 1] = x2 * y1;
  out[at + 2] = x2;
  out[at + 3] = y2 * x1;
  out[at + 4] = y2 * y1;
  out[at + 5] = y2;
  out[at + 6] = x1;
  out[at + 7] = y1;
  out[at + 8] = 1;
}

const system = new Float64Array(sample * 9);

/** One or three matrices of rank 2 through seven matches. */
function sevenPoint(pairs: PointPairs, rows: Int32Array): Float64Array[] {
  for (let i = 0; i < sample; i++) equation(pairs, rows[i] as number, system, 9 * i);
  const pivots = reduce(system, sample, 9);
  if (pivots === null) return [];
  const free = [0, 1, 2, 3, 4, 5, 6, 7, 8].filter((column) => !pivots.includes(column));
  const [f, g] = free.map((column) => nullVector(pivots, column)) as [Float64Array, Float64Array];
  // det(x · f + g) at four places gives the cubic's coefficients.
  const d = [0, 1, -1, 2].map((x) => determinant(mixed(f, g, x))) as [number, number, number, number];
  const b = (d[1] + d[2]) / 2 - d[0];
  const half = (d[1] - d[2]) / 2;
  const a = (d[3] - d[0] - 4 * b - 2 * half) / 6;
  return cubicRoots(a, b, half - a, d[0]).map((x) => mixed(f, g, x));
}

function nullVector(pivots: Int32Array, column: number): Float64Array {
  const vector = new Float64Array(9);
  vector[column] = 1;
  for (let i = 0; i < sample; i++) vector[pivots[i] as number] = -(system[9 * i + column] as number);
  return vector;
}

const mixed = (f: Float64Array, g: Float64Array, x: number) => f.map((value, i) => x * value + (g[i] as number));

function determinant(matrix: Float64Array): number {
  const at = (index: number) => matrix[index] as number;
  const minor = (a: number, b: number, c: number, d: number) => at(a) * at(d) - at(b) * at(c);
  return at(0) * minor(4, 5, 7, 8) - at(1) * minor(3, 5, 6, 8) + at(2) * minor(3, 4, 6, 7);
}

/** Least squares over many matches, then the nearest matrix of rank 2. */
export function eightPoint(pairs: PointPairs, rows: Int32Array): Float64Array {
  const normal = new Float64Array(81);
  const row = new Float64Array(9);
  for (const index of rows) {
    equation(pairs, index, row, 0);
    for (let i = 0; i < 9; i++) {
      for (let j = 0; j < 9; j++) {
        normal[9 * i + j] = (normal[9 * i + j] as number) + (row[i] as number) * (row[j] as number);
      }
    }
  }
  return ofRankTwo(smallestEigenvector(normal, 9));
}

function ofRankTwo(f: Float64Array): Float64Array {
  const square = new Float64Array(9);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      for (let k = 0; k < 3; k++) {
        square[3 * i + j] = (square[3 * i + j] as number) + (f[3 * k + i] as number) * (f[3 * k + j] as number);
      }
    }
  }
  const v = smallestEigenvector(square, 3);
  const lost = [0, 1, 2].map((i) => [0, 1, 2].reduce((sum, j) => sum + (f[3 * i + j] as number) * (v[j] as number), 0));
  return f.map((value, at) => value - (lost[Math.floor(at / 3)] as number) * (v[at % 3] as number));
}
