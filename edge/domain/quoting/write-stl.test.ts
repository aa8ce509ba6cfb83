import { expect, test } from "vitest";
import { readPart } from "#quote/mesh/read-part";
import { box } from "#quote/mesh/solids";
import { stlBytes, stlPieces } from "./write-stl.ts";

const whole = (mesh: Parameters<typeof stlPieces>[0]): Uint8Array => {
  const bytes = new Uint8Array(stlBytes(mesh));
  let at = 0;
  for (const piece of stlPieces(mesh)) {
    bytes.set(piece, at);
    at += piece.length;
  }
  expect(at).toBe(bytes.length);
  return bytes;
};

test("what is written is read as the same part, with normals that point outwards", () => {
  const mesh = box([20, 30, 10]);
  const bytes = whole(mesh);
  const read = readPart(bytes);
  expect(read).toMatchObject({ format: "stl-binary", trailingBytes: 0 });
  expect([...read.mesh.positions].toSorted()).toEqual([...mesh.positions].toSorted());
  const view = new DataView(bytes.buffer);
  for (let t = 0; t < 12; t += 1) {
    const at = (i: number) => view.getFloat32(84 + t * 50 + i * 4, true);
    const middle = [10, 15, 5];
    const outwards = [0, 1, 2].reduce((sum, k) => sum + at(k) * (at(3 + k) - (middle[k] as number)), 0);
    expect(outwards).toBeGreaterThan(0);
    expect(Math.hypot(at(0), at(1), at(2))).toBeCloseTo(1);
  }
});

test("many pieces are one file", () => {
  const { positions, triangles } = box([1, 1, 1]);
  const many = new Uint32Array(triangles.length * 4_000);
  for (let i = 0; i < 4_000; i += 1) many.set(triangles, i * triangles.length);
  const mesh = { positions, triangles: many };
  expect([...stlPieces(mesh)].map((piece) => piece.length)).toEqual([84, 1_000_000, 1_000_000, 400_000]);
  expect(readPart(whole(mesh)).mesh.triangles.length).toBe(many.length);
});
