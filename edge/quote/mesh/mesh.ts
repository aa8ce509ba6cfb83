/**
 * A part as triangles between shared vertices: `positions` three coordinates a vertex, `triangles` three vertices each.
 * Vertices are merged by their exact coordinates while a file is read, so that 50 MB of STL become about 20.
 */
export interface Mesh {
  positions: Float32Array;
  triangles: Uint32Array;
}

export const triangleCount = (mesh: Mesh): number => mesh.triangles.length / 3;
export const vertexCount = (mesh: Mesh): number => mesh.positions.length / 3;

export interface Box {
  min: [number, number, number];
  max: [number, number, number];
}

export function boxOf(positions: Float32Array): Box {
  const min: Box["min"] = [Infinity, Infinity, Infinity];
  const max: Box["max"] = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i += 3) {
    for (let k = 0; k < 3; k += 1) {
      const value = positions[i + k] as number;
      if (value < (min[k] as number)) min[k] = value;
      if (value > (max[k] as number)) max[k] = value;
    }
  }
  return { min, max };
}

export const sizeOf = ({ min, max }: Box): [number, number, number] => [
  max[0] - min[0],
  max[1] - min[1],
  max[2] - min[2],
];

/** Another size of the same part: inches to millimetres, say. */
export const scaled = (mesh: Mesh, by: number): Mesh => ({
  positions: by === 1 ? mesh.positions : mesh.positions.map((value) => value * by),
  triangles: mesh.triangles,
});
