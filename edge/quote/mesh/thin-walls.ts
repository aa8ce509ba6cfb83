import { areaVector, lengthOf } from "./measures.ts";
import type { Mesh } from "./mesh.ts";
import { TriangleGrid } from "./triangle-grid.ts";

export interface ThinWalls {
  /** Share of the sampled surface behind which the part is thinner. */
  share: number;
  thinnestMm: number;
  triangles: number[];
}

const samples = 3_000;

/**
 * From points spread over the surface straight in, to the wall's other side. A hit counts only where that side looks
 * the other way: at an edge or a tip a ray also meets something near, and that is no thin wall.
 */
export function thinWalls(mesh: Mesh, leastMm: number): ThinWalls {
  const grid = new TriangleGrid(mesh);
  const cumulative = new Float64Array(mesh.triangles.length / 3);
  const vector = new Float64Array(3);
  let sum = 0;
  for (let t = 0; t < cumulative.length; t += 1) {
    areaVector(mesh, t, vector);
    sum += lengthOf(vector);
    cumulative[t] = sum;
  }
  const found: ThinWalls = { share: 0, thinnestMm: Infinity, triangles: [] };
  const seen = new Set<number>();
  let t = 0;
  const count = sum > 0 ? samples : 0;
  for (let i = 0; i < count; i += 1) {
    const wanted = ((i + 0.5) / samples) * sum;
    while (t < cumulative.length - 1 && (cumulative[t] as number) < wanted) t += 1;
    const mm = thicknessAt(mesh, grid, t, i, leastMm);
    if (mm === null) continue;
    found.share += 1 / samples;
    found.thinnestMm = Math.min(found.thinnestMm, mm);
    if (seen.size < 200) seen.add(t);
  }
  found.triangles = [...seen];
  return found;
}

/** Points of one triangle: the golden ratio spreads them without chance. */
function pointIn({ positions, triangles }: Mesh, t: number, i: number): [number, number, number] {
  let [u, v] = [(i * 0.7548776662466927 + 0.31) % 1, (i * 0.5698402909980532 + 0.17) % 1];
  if (u + v > 1) [u, v] = [1 - u, 1 - v];
  const at = (k: number, axis: number) => positions[(triangles[t * 3 + k] as number) * 3 + axis] as number;
  return [0, 1, 2].map((axis) => at(0, axis) * (1 - u - v) + at(1, axis) * u + at(2, axis) * v) as [
    number,
    number,
    number,
  ];
}

function thicknessAt(mesh: Mesh, grid: TriangleGrid, t: number, i: number, leastMm: number): number | null {
  const normal = unitNormal(mesh, t);
  if (!normal) return null;
  const hit = grid.firstHit(
    pointIn(mesh, t, i),
    normal.map((of) => -of),
    1e-4,
    leastMm,
  );
  const other = hit && unitNormal(mesh, hit.triangle);
  if (!hit || !other) return null;
  const facing = other[0] * normal[0] + other[1] * normal[1] + other[2] * normal[2];
  return facing < -0.9 ? hit.mm : null;
}

function unitNormal(mesh: Mesh, t: number): [number, number, number] | null {
  const vector = new Float64Array(3);
  areaVector(mesh, t, vector);
  const length = lengthOf(vector);
  return length > 0 ? ([...vector].map((of) => of / length) as [number, number, number]) : null;
}
