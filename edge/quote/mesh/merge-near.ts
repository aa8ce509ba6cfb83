import { boxOf, type Mesh, sizeOf } from "./mesh.ts";
import { MeshBuilder } from "./mesh-builder.ts";

/**
 * Vertices of one cell of a fine grid become one: programs that round differently write an edge twice, a hair apart.
 * The grid is a hundred-thousandth of the part, far finer than any print.
 */
export function mergedNear({ positions, triangles }: Mesh): Mesh {
  const { min, max } = boxOf(positions);
  const cell = Math.hypot(...sizeOf({ min, max })) * 1e-5;
  if (!(cell > 0)) return { positions, triangles };
  const cells = new MeshBuilder();
  const firstOf: number[] = [];
  const step = (v: number, k: 0 | 1 | 2) => Math.round(((positions[v * 3 + k] as number) - min[k]) / cell);
  const at = Uint32Array.from({ length: positions.length / 3 }, (_, v) => {
    const inCell = cells.vertex(step(v, 0), step(v, 1), step(v, 2));
    if (inCell === firstOf.length) firstOf.push(v);
    return firstOf[inCell] as number;
  });
  return { positions, triangles: triangles.map((v) => at[v] as number) };
}
