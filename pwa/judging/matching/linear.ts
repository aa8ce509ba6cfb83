/** Small dense linear algebra; matrices are row by row. */

const sweepsMost = 30;

/** Eigenvector of a symmetric n × n matrix for its smallest eigenvalue, by Jacobi's rotations. The matrix is used up. */
export function smallestEigenvector(matrix: Float64Array, n: number): Float64Array {
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let sweep = 0; sweep < sweepsMost && offDiagonal(matrix, n) > 1e-22; sweep++) {
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(matrix, vectors, n, p, q);
  }
  let least = 0;
  for (let i = 1; i < n; i++) if ((matrix[i * n + i] as number) < (matrix[least * n + least] as number)) least = i;
  return Float64Array.from({ length: n }, (_, i) => vectors[i * n + least] as number);
}

function offDiagonal(m: Float64Array, n: number): number {
  let sum = 0;
  let all = 1e-300;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const square = (m[i * n + j] as number) ** 2;
      all += square;
      if (i !== j) sum += square;
    }
  }
  return sum / all;
}

function rotate(m: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  const apq = m[p * n + q] as number;
  if (apq === 0) return;
  const theta = ((m[q * n + q] as number) - (m[p * n + p] as number)) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) turn(m, k * n + p, k * n + q, c, s);
  for (let k = 0; k < n; k++) turn(m, p * n + k, q * n + k, c, s);
  for (let k = 0; k < n; k++) turn(vectors, k * n + p, k * n + q, c, s);
}

function turn(m: Float64Array, a: number, b: number, c: number, s: number): void {
  const [x, y] = [m[a] as number, m[b] as number];
  m[a] = c * x - s * y;
  m[b] = s * x + c * y;
}

/**
 * Brings `rows` × `columns` to reduced echelon form in place, largest pivot first. Gives the column of each row's
 * pivot, or null where the rank is less than `rows`.
 */
export function reduce(m: Float64Array, rows: number, columns: number): Int32Array | null {
  const pivots = new Int32Array(rows);
  for (let step = 0; step < rows; step++) {
    let [bestRow, bestColumn, best] = [-1, -1, 1e-9];
    for (let r = step; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const size = Math.abs(m[r * columns + c] as number);
        if (size > best) [bestRow, bestColumn, best] = [r, c, size];
      }
    }
    if (bestRow < 0) return null;
    for (let c = 0; c < columns; c++) swap(m, step * columns + c, bestRow * columns + c);
    pivots[step] = bestColumn;
    clear(m, rows, columns, step, bestColumn);
  }
  return pivots;
}

function clear(m: Float64Array, rows: number, columns: number, step: number, column: number): void {
  const pivot = m[step * columns + column] as number;
  for (let c = 0; c < columns; c++) m[step * columns + c] = (m[step * columns + c] as number) / pivot;
  for (let r = 0; r < rows; r++) {
    const factor = m[r * columns + column] as number;
    if (r === step || factor === 0) continue;
    for (let c = 0; c < columns; c++) {
      m[r * columns + c] = (m[r * columns + c] as number) - factor * (m[step * columns + c] as number);
    }
  }
}

function swap(m: Float64Array, a: number, b: number): void {
  const kept = m[a] as number;
  m[a] = m[b] as number;
  m[b] = kept;
}

/** The solution of n equations, by elimination; `matrix` and `right` are used up. Null where there is none, or many. */
export function solve(matrix: Float64Array, right: Float64Array): Float64Array | null {
  const n = right.length;
  for (let step = 0; step < n; step++) {
    let pivot = step;
    for (let r = step + 1; r < n; r++) {
      if (Math.abs(matrix[r * n + step] as number) > Math.abs(matrix[pivot * n + step] as number)) pivot = r;
    }
    if (Math.abs(matrix[pivot * n + step] as number) < 1e-300) return null;
    for (let c = 0; c < n; c++) swap(matrix, step * n + c, pivot * n + c);
    swap(right, step, pivot);
    for (let r = 0; r < n; r++) {
      if (r === step) continue;
      const factor = (matrix[r * n + step] as number) / (matrix[step * n + step] as number);
      for (let c = step; c < n; c++) {
        matrix[r * n + c] = (matrix[r * n + c] as number) - factor * (matrix[step * n + c] as number);
      }
      right[r] = (right[r] as number) - factor * (right[step] as number);
    }
  }
  return right.map((value, i) => value / (matrix[i * n + i] as number));
}

/** Real roots of a·x³ + b·x² + c·x + d. */
export function cubicRoots(a: number, b: number, c: number, d: number): number[] {
  const most = Math.max(Math.abs(b), Math.abs(c), Math.abs(d));
  if (Math.abs(a) < 1e-12 * most) return quadraticRoots(b, c, d);
  const [p, q, r] = [b / a, c / a, d / a];
  const third = p / 3;
  const u = q - p * third;
  const v = r + third * (2 * third * third - q);
  const discriminant = (v * v) / 4 + (u * u * u) / 27;
  if (discriminant > 0) {
    const root = Math.sqrt(discriminant);
    return [Math.cbrt(-v / 2 + root) + Math.cbrt(-v / 2 - root) - third];
  }
  const radius = 2 * Math.sqrt(-u / 3);
  const angle = Math.acos(Math.max(-1, Math.min(1, (3 * v) / (u * radius || 1e-300))));
  return [0, 1, 2].map((k) => radius * Math.cos((angle - 2 * Math.PI * k) / 3) - third);
}

function quadraticRoots(a: number, b: number, c: number): number[] {
  if (Math.abs(a) < 1e-12 * Math.max(Math.abs(b), Math.abs(c))) return b === 0 ? [] : [-c / b];
  const square = b * b - 4 * a * c;
  if (square < 0) return [];
  const root = Math.sqrt(square);
  return [(-b + root) / (2 * a), (-b - root) / (2 * a)];
}
