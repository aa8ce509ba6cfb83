import type { Mesh } from "./mesh.ts";
import { MeshBuilder } from "./mesh-builder.ts";

/** Small parts for tests: a box of closed, outward faces, its least corner at `at`. */
export function box(
  size: [number, number, number],
  at: [number, number, number] = [0, 0, 0],
  into = new MeshBuilder(),
): Mesh {
  const corner = (i: number) =>
    into.vertex(at[0] + (i & 1 ? size[0] : 0), at[1] + (i & 2 ? size[1] : 0), at[2] + (i & 4 ? size[2] : 0));
  const faces = ["0231", "4576", "0154", "2673", "0462", "1375"];
  for (const face of faces) {
    const [a, b, c, d] = [...face].map((letter) => corner(Number(letter))) as [number, number, number, number];
    into.triangle(a, b, c);
    into.triangle(a, c, d);
  }
  return into.done();
}

export function binaryStl(
  { positions, triangles }: Mesh,
  header = "",
  count = triangles.length / 3,
  more = 0,
): Uint8Array {
  const bytes = new Uint8Array(84 + (triangles.length / 3) * 50 + more);
  const view = new DataView(bytes.buffer);
  new TextEncoder().encodeInto(header, bytes);
  view.setUint32(80, count, true);
  triangles.forEach((vertex, corner) => {
    const at = 84 + Math.floor(corner / 3) * 50 + 12 + (corner % 3) * 12;
    for (let k = 0; k < 3; k += 1) view.setFloat32(at + k * 4, positions[vertex * 3 + k] as number, true);
  });
  return bytes;
}

export function textStl({ positions, triangles }: Mesh, end = "endsolid part\n"): string {
  const vertex = (v: number) => `      vertex ${[...positions.subarray(v * 3, v * 3 + 3)].join(" ")}\n`;
  let text = "solid part\n";
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [...triangles.subarray(t, t + 3)].map(vertex).join("");
    text += `  facet normal 0 0 0\n    outer loop\n${corners}    endloop\n  endfacet\n`;
  }
  return text + end;
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
