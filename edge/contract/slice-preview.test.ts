import { expect, test } from "vitest";
import { PreviewBroken, readSlicePreview } from "./slice-preview.ts";

const header = {
  ...{ quantumUm: 10, kinds: ["outer-wall", "support"], everyLayer: 2, layerCount: 3, bedUm: [250_000, 210_000] },
  layers: [
    [200, 200, 1, 2],
    [600, 200, 1, 3],
  ],
};

/** By hand, as slicer/preview.py writes it. */
function preview(told: object = header): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify(told);
  const padded = text.padEnd(Math.ceil(text.length / 4) * 4);
  const bytes = new Uint8Array(8 + padded.length + 2 * 4 + 5 * 4 + 2);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("CSP1"));
  view.setUint32(4, padded.length, true);
  bytes.set(new TextEncoder().encode(padded), 8);
  let at = 8 + padded.length;
  for (const count of [2, 3]) {
    view.setUint32(at, count, true);
    at += 4;
  }
  // 100, 300, 250 (a step back), 250, 0 and 7, 7, 8, 8, 8.
  for (const step of [100, 200, 65_486, 0, 65_286, 7, 0, 1, 0, 0]) {
    view.setUint16(at, step, true);
    at += 2;
  }
  bytes.set([0, 1], at);
  return bytes;
}

const gzipped = async (bytes: Uint8Array<ArrayBuffer>) =>
  new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"))).blob();

test("layers and their lines come out in millimetres", async () => {
  const read = await readSlicePreview(await gzipped(preview()));
  expect([read.everyLayer, read.layerCount, ...read.bedMm]).toEqual([2, 3, 250, 210]);
  expect(read.layers).toEqual([
    { zMm: 0.2, heightMm: 0.2, lines: 1 },
    { zMm: 0.6, heightMm: 0.2, lines: 1 },
  ]);
  const [first] = read.lines(0);
  const [second] = read.lines(1);
  expect([first?.kind, second?.kind]).toEqual(["outer-wall", "support"]);
  expect([...(first?.xMm ?? [])]).toEqual([1, 3]);
  expect([...(second?.xMm ?? [])]).toEqual([2.5, 2.5, 0]);
  expect([...(second?.yMm ?? [])].map((y) => Math.round(y * 100))).toEqual([8, 8, 8]);
  expect([...read.lines(2)]).toEqual([]);
});

test.each<[string, () => Promise<Blob>]>([
  ["nothing", async () => new Blob([])],
  ["not gzip", async () => new Blob(["CSP1"])],
  ["another file", () => gzipped(Uint8Array.from("another file", (letter) => letter.charCodeAt(0)))],
  ["cut short", () => gzipped(preview().slice(0, -1))],
  ["more lines than there are", () => gzipped(preview({ ...header, layers: [[200, 200, 9, 9]] }))],
  ["a header that is none", () => gzipped(preview().fill(33, 8, 20))],
])("what is no preview is told as such: %s", async (_what, packed) => {
  await expect(readSlicePreview(await packed())).rejects.toBeInstanceOf(PreviewBroken);
});
