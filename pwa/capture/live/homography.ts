/** Row by row, nine numbers: plane (mm) to picture (px). */
export type Homography = readonly number[];
export type Pair = { planeX: number; planeY: number; x: number; y: number };

const unknowns = 8;

/** Least squares over the pairs (four or more, not in a line); null where they do not settle it. */
export function fitHomography(pairs: readonly Pair[]): Homography | null {
  if (pairs.length < 4) return null;
  const plane = normaliser(pairs.map((pair) => [pair.planeX, pair.planeY]));
  const image = normaliser(pairs.map((pair) => [pair.x, pair.y]));
  const matrix = Array.from({ length: unknowns }, () => new Float64Array(unknowns + 1));
  for (const pair of pairs) {
    const u = (pair.planeX - plane.x) * plane.scale;
    const v = (pair.planeY - plane.y) * plane.scale;
    const x = (pair.x - image.x) * image.scale;
    const y = (pair.y - image.y) * image.scale;
    addRow(matrix, [u, v, 1, 0, 0, 0, -x * u, -x * v], x);
    addRow(matrix, [0, 0, 0, u, v, 1, -y * u, -y * v], y);
  }
  const h = solve(matrix);
  return h ? denormalised([...h, 1], plane, image) : null;
}

export function project(h: Homography, x: number, y: number): { x: number; y: number } {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, i = 0, j = 1] = h;
  const w = g * x + i * y + j;
  return { x: (a * x + b * y + c) / w, y: (d * x + e * y + f) / w };
}

type Normaliser = { x: number; y: number; scale: number };

/** Points about the origin, as far from it as 1 on average: squares of millimetres and pixels do not mix well. */
function normaliser(points: number[][]): Normaliser {
  const mean = (i: number) => points.reduce((sum, point) => sum + (point[i] ?? 0), 0) / points.length;
  const x = mean(0);
  const y = mean(1);
  const spread = points.reduce((sum, point) => sum + Math.hypot((point[0] ?? 0) - x, (point[1] ?? 0) - y), 0);
  return { x, y, scale: points.length / Math.max(spread, 1e-9) };
}

/** Adds one equation to the normal equations. */
function addRow(matrix: Float64Array[], row: number[], right: number): void {
  for (let i = 0; i < unknowns; i++) {
    const target = matrix[i];
    const factor = row[i] ?? 0;
    if (!target || factor === 0) continue;
    for (let j = 0; j < unknowns; j++) target[j] = (target[j] ?? 0) + factor * (row[j] ?? 0);
    target[unknowns] = (target[unknowns] ?? 0) + factor * right;
  }
}

/** Gauss with pivots, in place. */
function solve(matrix: Float64Array[]): number[] | null {
  for (let column = 0; column < unknowns; column++) {
    let pivot = column;
    for (let row = column + 1; row < unknowns; row++)
      if (Math.abs(matrix[row]?.[column] ?? 0) > Math.abs(matrix[pivot]?.[column] ?? 0)) pivot = row;
    const chosen = matrix[pivot];
    const displaced = matrix[column];
    const lead = chosen?.[column] ?? 0;
    if (!chosen || !displaced || Math.abs(lead) < 1e-10) return null;
    matrix[pivot] = displaced;
    matrix[column] = chosen;
    for (let row = 0; row < unknowns; row++) {
      const other = matrix[row];
      if (row === column || !other) continue;
      const factor = (other[column] ?? 0) / lead;
      for (let j = column; j <= unknowns; j++) other[j] = (other[j] ?? 0) - factor * (chosen[j] ?? 0);
    }
  }
  return matrix.map((row, i) => (row[unknowns] ?? 0) / (row[i] ?? 1));
}

function denormalised(h: number[], plane: Normaliser, image: Normaliser): Homography {
  const back = [1 / image.scale, 0, image.x, 0, 1 / image.scale, image.y, 0, 0, 1];
  const there = [plane.scale, 0, -plane.x * plane.scale, 0, plane.scale, -plane.y * plane.scale, 0, 0, 1];
  const out = times(times(back, h), there);
  const last = out[8] ?? 1;
  return Math.abs(last) < 1e-12 ? out : out.map((value) => value / last);
}

function times(a: readonly number[], b: readonly number[]): number[] {
  const at = (matrix: readonly number[], row: number, column: number) => matrix[3 * row + column] ?? 0;
  return Array.from({ length: 9 }, (_, i) => {
    const row = Math.floor(i / 3);
    const column = i % 3;
    return at(a, row, 0) * at(b, 0, column) + at(a, row, 1) * at(b, 1, column) + at(a, row, 2) * at(b, 2, column);
  });
}
