import { areaVector, lengthOf } from "./measures.ts";
import { boxOf, type Mesh } from "./mesh.ts";

export interface Overhangs {
  areaMm2: number;
  count: number;
  triangles: number[];
}

/** Faces that look down, flatter than `degrees` from level, and do not lie on the bed. As the part lies now. */
export function overhangs(mesh: Mesh, degrees = 45): Overhangs {
  const floor = boxOf(mesh.positions).min[2] + 0.15;
  const steep = -Math.cos((degrees * Math.PI) / 180);
  const vector = new Float64Array(3);
  const found: Overhangs = { areaMm2: 0, count: 0, triangles: [] };
  for (let t = 0; t * 3 < mesh.triangles.length; t += 1) {
    areaVector(mesh, t, vector);
    const length = lengthOf(vector);
    if (!(length > 0) || (vector[2] as number) / length > steep) continue;
    const z = (k: number) => mesh.positions[(mesh.triangles[t * 3 + k] as number) * 3 + 2] as number;
    if (Math.max(z(0), z(1), z(2)) <= floor) continue;
    found.areaMm2 += length / 2;
    found.count += 1;
    if (found.triangles.length < 200) found.triangles.push(t);
  }
  return found;
}
