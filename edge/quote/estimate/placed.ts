import type { Orientation, Side } from "#contract/print-settings";
import { boxOf, type Mesh } from "../mesh/mesh.ts";

type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** Which turn brings a side of the file's box down. */
const down: Record<Side, Matrix> = {
  "-z": [1, 0, 0, 0, 1, 0, 0, 0, 1],
  "+z": [1, 0, 0, 0, -1, 0, 0, 0, -1],
  "-x": [0, 0, -1, 0, 1, 0, 1, 0, 0],
  "+x": [0, 0, 1, 0, 1, 0, -1, 0, 0],
  "-y": [1, 0, 0, 0, 0, -1, 0, 1, 0],
  "+y": [1, 0, 0, 0, 0, 1, 0, -1, 0],
};

export function turnOf(orientation: Orientation): Matrix {
  if (orientation.kind === "face-down") return down[orientation.side];
  const length = Math.hypot(...orientation.millionths);
  const [x, y, z, w] = orientation.millionths.map((of) => of / length) as [number, number, number, number];
  return [
    ...([1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)] as const),
    ...([2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)] as const),
    ...([2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)] as const),
  ];
}

/** The part as it lies on the bed: turned, its lowest point at z = 0, its corner at the origin. */
export function placed(mesh: Mesh, orientation: Orientation): Mesh {
  const m = turnOf(orientation);
  const positions = new Float32Array(mesh.positions.length);
  for (let v = 0; v < positions.length; v += 3) {
    const [x, y, z] = [mesh.positions[v], mesh.positions[v + 1], mesh.positions[v + 2]] as [number, number, number];
    positions[v] = m[0] * x + m[1] * y + m[2] * z;
    positions[v + 1] = m[3] * x + m[4] * y + m[5] * z;
    positions[v + 2] = m[6] * x + m[7] * y + m[8] * z;
  }
  const { min } = boxOf(positions);
  for (let v = 0; v < positions.length; v += 1) positions[v] = (positions[v] as number) - (min[v % 3] as number);
  return { positions, triangles: mesh.triangles };
}
