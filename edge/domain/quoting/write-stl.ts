import type { Mesh } from "#quote/mesh/mesh";

const headerBytes = 84;
const recordBytes = 50;

/** Binary STL of a part in mm, without header text: equal parts are equal bytes. */
export function writeStl({ positions, triangles }: Mesh): Uint8Array<ArrayBuffer> {
  const count = triangles.length / 3;
  const bytes = new Uint8Array(headerBytes + count * recordBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(80, count, true);
  const at = (vertex: number, k: number) => positions[vertex * 3 + k] as number;
  for (let t = 0; t < count; t += 1) {
    const [a, b, c] = [0, 1, 2].map((k) => triangles[t * 3 + k] as number) as [number, number, number];
    const offset = headerBytes + t * recordBytes;
    const corners = [a, b, c].flatMap((vertex) => [at(vertex, 0), at(vertex, 1), at(vertex, 2)]);
    for (const [i, value] of [...normalOf(a, b, c, at), ...corners].entries()) {
      view.setFloat32(offset + i * 4, value, true);
    }
  }
  return bytes;
}

type At = (vertex: number, k: number) => number;

function normalOf(a: number, b: number, c: number, at: At): number[] {
  const [u, w] = [b, c].map((vertex) => [0, 1, 2].map((k) => at(vertex, k) - at(a, k))) as [number[], number[]];
  const [ux, uy, uz] = u as [number, number, number];
  const [wx, wy, wz] = w as [number, number, number];
  const normal = [uy * wz - uz * wy, uz * wx - ux * wz, ux * wy - uy * wx];
  const length = Math.hypot(...normal);
  return length > 0 ? normal.map((value) => value / length) : [0, 0, 0];
}
