import type { Mesh } from "#quote/mesh/mesh";

const headerBytes = 84;
const recordBytes = 50;
/** About a megabyte at a time: a whole part of a million triangles would be too much beside its mesh. */
const trianglesPerPiece = 20_000;

export const stlBytes = ({ triangles }: Mesh): number => headerBytes + (triangles.length / 3) * recordBytes;

/** Binary STL of a part in mm, without header text, in pieces: equal parts are equal bytes. */
export function* stlPieces(mesh: Mesh): Generator<Uint8Array<ArrayBuffer>> {
  const count = mesh.triangles.length / 3;
  const header = new Uint8Array(headerBytes);
  new DataView(header.buffer).setUint32(80, count, true);
  yield header;
  for (let from = 0; from < count; from += trianglesPerPiece) {
    yield records(mesh, from, Math.min(count, from + trianglesPerPiece));
  }
}

function records({ positions, triangles }: Mesh, from: number, to: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((to - from) * recordBytes);
  const view = new DataView(bytes.buffer);
  const corners = new Float32Array(9);
  for (let t = from; t < to; t += 1) {
    for (let i = 0; i < 9; i += 1) {
      corners[i] = positions[(triangles[t * 3 + Math.floor(i / 3)] as number) * 3 + (i % 3)] as number;
    }
    const offset = (t - from) * recordBytes;
    normalOf(corners).forEach((value, k) => {
      view.setFloat32(offset + k * 4, value, true);
    });
    corners.forEach((value, i) => {
      view.setFloat32(offset + 12 + i * 4, value, true);
    });
  }
  return bytes;
}

function normalOf(corners: Float32Array): number[] {
  const side = (from: number) => [0, 1, 2].map((k) => (corners[from + k] as number) - (corners[k] as number));
  const [[ux, uy, uz], [wx, wy, wz]] = [side(3), side(6)] as [[number, number, number], [number, number, number]];
  const normal = [uy * wz - uz * wy, uz * wx - ux * wz, ux * wy - uy * wx];
  const length = Math.hypot(...normal);
  return length > 0 ? normal.map((value) => value / length) : [0, 0, 0];
}
