import { unzlibSync } from "fflate";
import { expect, test } from "vitest";
import { binaryStl, box } from "#quote/mesh/solids";
import { PartDrawing } from "./part-drawing.ts";

const stl = Uint8Array.from(binaryStl(box([40, 20, 10])));

function drawn(pieceBytes: number, marks: number[] = []): Uint8Array {
  const drawing = new PartDrawing(80, 60, marks);
  for (const act of ["measure", "draw"] as const) {
    for (let at = 0; at < stl.length; at += pieceBytes) drawing[act](stl.subarray(at, at + pieceBytes));
  }
  return drawing.png();
}

/** The picture's dots, RGBA. */
function dotsOf(png: Uint8Array): { at: (x: number, y: number) => number[]; covered: number } {
  const view = new DataView(png.buffer, png.byteOffset);
  const length = view.getUint32(33);
  const rows = unzlibSync(png.subarray(41, 41 + length));
  const at = (x: number, y: number) => [...rows.subarray(y * 321 + 1 + x * 4, y * 321 + 5 + x * 4)];
  let covered = 0;
  for (let y = 0; y < 60; y += 1) for (let x = 0; x < 80; x += 1) covered += (at(x, y)[3] ?? 0) > 0 ? 1 : 0;
  return { at, covered };
}

test("a box is drawn with three sides in three shades, in the middle, on nothing", () => {
  const { at, covered } = dotsOf(drawn(stl.length));
  expect(at(0, 0)).toEqual([0, 0, 0, 0]);
  expect(at(40, 30)[3]).toBe(255);
  const shades = new Set<number>();
  for (let x = 0; x < 80; x += 1) for (let y = 0; y < 60; y += 1) if (at(x, y)[3] === 255) shades.add(at(x, y)[0] ?? 0);
  expect(shades.size).toBeGreaterThanOrEqual(3);
  expect(covered).toBeGreaterThan(1_000);
});

test("it is the same picture however the bytes come", () => {
  expect(drawn(7)).toEqual(drawn(stl.length));
  expect(drawn(83)).toEqual(drawn(stl.length));
});

test("triangles that are pointed at are red", () => {
  const { at } = dotsOf(drawn(stl.length, [...Array(12).keys()]));
  const [red = 0, green = 0] = at(40, 30);
  expect(red).toBeGreaterThan(2 * green);
});

test("it says of itself what a PNG says, with true checksums", async () => {
  const png = drawn(stl.length);
  expect([...png.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const { crc32 } = await import("node:zlib");
  const view = new DataView(png.buffer);
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at);
    expect(view.getUint32(at + 8 + length)).toBe(crc32(png.subarray(at + 4, at + 8 + length)));
    at += 12 + length;
  }
});
