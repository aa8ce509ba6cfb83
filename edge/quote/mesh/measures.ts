import type { Mesh } from "./mesh.ts";

/** Twice the area vector of a triangle: its length is twice the area, its direction the outside. */
export function areaVector({ positions, triangles }: Mesh, t: number, into: Float64Array): void {
  const [a, b, c] = [triangles[t * 3], triangles[t * 3 + 1], triangles[t * 3 + 2]] as [number, number, number];
  const p = (v: number, k: number) => positions[v * 3 + k] as number;
  const [ux, uy, uz] = [p(b, 0) - p(a, 0), p(b, 1) - p(a, 1), p(b, 2) - p(a, 2)];
  const [wx, wy, wz] = [p(c, 0) - p(a, 0), p(c, 1) - p(a, 1), p(c, 2) - p(a, 2)];
  into[0] = uy * wz - uz * wy;
  into[1] = uz * wx - ux * wz;
  into[2] = ux * wy - uy * wx;
}

/** Much faster than Math.hypot, and no part is near its limits. */
export const lengthOf = (of: Float64Array): number =>
  Math.sqrt((of[0] as number) ** 2 + (of[1] as number) ** 2 + (of[2] as number) ** 2);

export interface Measures {
  volumeMm3: number;
  areaMm2: number;
  /** Volume of each body, by its number. */
  bodyVolumesMm3: Float64Array;
}

/** By the divergence theorem, from the part's own corner so that far-away parts lose no digits. */
export function measuresOf(mesh: Mesh, bodyOf: Uint32Array, bodies: number): Measures {
  const { positions, triangles } = mesh;
  const [ox, oy, oz] = [positions[0], positions[1], positions[2]] as [number, number, number];
  const bodyVolumesMm3 = new Float64Array(bodies);
  const vector = new Float64Array(3);
  let areaMm2 = 0;
  for (let t = 0; t * 3 < triangles.length; t += 1) {
    areaVector(mesh, t, vector);
    const [x, y, z] = vector as unknown as [number, number, number];
    areaMm2 += lengthOf(vector) / 2;
    const v = (triangles[t * 3] as number) * 3;
    const [px, py, pz] = [positions[v], positions[v + 1], positions[v + 2]] as [number, number, number];
    const body = bodyOf[t] as number;
    bodyVolumesMm3[body] = (bodyVolumesMm3[body] as number) + ((px - ox) * x + (py - oy) * y + (pz - oz) * z) / 6;
  }
  return { volumeMm3: bodyVolumesMm3.reduce((sum, of) => sum + of, 0), areaMm2, bodyVolumesMm3 };
}

/** Bodies: triangles that hang together by their vertices. The number of each triangle's body, and how many there are. */
export function bodiesOf({ positions, triangles }: Mesh): { bodyOf: Uint32Array; bodies: number } {
  const parent = new Uint32Array(positions.length / 3).map((_, v) => v);
  const root = (v: number): number => {
    let at = v;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number;
      at = parent[at] as number;
    }
    return at;
  };
  for (let t = 0; t < triangles.length; t += 3) {
    const to = root(triangles[t] as number);
    parent[root(triangles[t + 1] as number)] = to;
    parent[root(triangles[t + 2] as number)] = to;
  }
  const numbers = new Map<number, number>();
  const bodyOf = new Uint32Array(triangles.length / 3);
  for (let t = 0; t < bodyOf.length; t += 1) {
    const top = root(triangles[t * 3] as number);
    const known = numbers.get(top) ?? numbers.size;
    numbers.set(top, known);
    bodyOf[t] = known;
  }
  return { bodyOf, bodies: numbers.size };
}
