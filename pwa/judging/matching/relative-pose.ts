import { eightPoint } from "./fundamental.ts";
import { smallestEigenvector } from "./linear.ts";
import type { PointPairs } from "./points.ts";
import { cross, dot, type Rotation, scaled, unit, type Vector } from "./rotation.ts";

/** How the second camera is turned against the first, and where it went from there; how far is not known. */
export type RelativePose = { rotation: Rotation; move: Vector };

/** From verified matches and a focal length in their units, as the fundamental matrix of all of them has it. */
export function relativePose(pairs: PointPairs, focal: number): RelativePose | null {
  if (pairs.count < 8) return null;
  const f = eightPoint(
    pairs,
    Int32Array.from({ length: pairs.count }, (_, i) => i),
  );
  const scale = [focal, focal, 1];
  const raw = [0, 1, 2].map((i) => [0, 1, 2].map((j) => at(f, i, j) * (scale[i] as number) * (scale[j] as number)));
  const size = Math.sqrt(raw.flat().reduce((sum, value) => sum + value * value, 0) / 2);
  if (!(size > 0)) return null;
  const e = raw.map((row) => row.map((value) => value / size)) as Rotation;
  const shift = leftNull(e);
  const choices = [shift, shift.map((value) => -value) as Vector].map((t) => rotationFor(e, t));
  const inFront = choices.map((rotation) => {
    return Math.max(...[1, -1].map((sign) => countInFront(pairs, focal, rotation, scaled(shift, sign))));
  });
  const rotation = choices[(inFront[0] as number) >= (inFront[1] as number) ? 0 : 1] as Rotation;
  return { rotation, move: shift };
}

const at = (matrix: Float64Array, i: number, j: number) => matrix[3 * i + j] as number;

/** The direction of the move: tᵀ · E = 0. */
function leftNull(e: Rotation): Vector {
  const square = Float64Array.from([0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => dot(row(e, i), row(e, j)))));
  const [x, y, z] = smallestEigenvector(square, 3);
  return unit([x as number, y as number, z as number]);
}

const row = (m: Rotation, i: number): Vector => m[i] as Vector;
const column = (m: Rotation, j: 0 | 1 | 2): Vector => [m[0][j], m[1][j], m[2][j]];

/** E = [t]× · R gives R = cofactors(E) − [t]× · E (Horn 1990); made orthogonal, as E is not quite one. */
function rotationFor(e: Rotation, t: Vector): Rotation {
  const cofactors = [cross(e[1], e[2]), cross(e[2], e[0]), cross(e[0], e[1])];
  const columns = ([0, 1, 2] as const).map((j) => cross(t, column(e, j)));
  const rough = [0, 1, 2].map((i) => [0, 1, 2].map((j) => value(cofactors, i, j) - value(columns, j, i))) as Rotation;
  const first = unit(rough[0]);
  const along = dot(first, rough[1]);
  const second = unit([0, 1, 2].map((j) => value(rough, 1, j) - along * (first[j] as number)) as Vector);
  return [first, second, cross(first, second)];
}

const value = (m: readonly Vector[], i: number, j: number) => (m[i] as Vector)[j] as number;

/** Matches whose two rays meet in front of both cameras. */
function countInFront({ data, count }: PointPairs, focal: number, rotation: Rotation, t: Vector): number {
  let found = 0;
  for (let k = 0; k < count; k++) {
    const ray: Vector = [(data[4 * k] as number) / focal, (data[4 * k + 1] as number) / focal, 1];
    const other: Vector = [(data[4 * k + 2] as number) / focal, (data[4 * k + 3] as number) / focal, 1];
    const turned = rotation.map((line) => dot(line, ray)) as Vector;
    // depth₂ · other = depth₁ · turned + t; crossing with one ray leaves the other's depth.
    const normal = cross(turned, other);
    const square = dot(normal, normal);
    if (square > 1e-12 && dot(cross(other, t), normal) > 0 && dot(cross(turned, t), normal) > 0) found++;
  }
  return found;
}
