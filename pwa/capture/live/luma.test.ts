import { expect, test } from "vitest";
import { shrunkLuma } from "./luma.ts";

const plane = (value: (x: number, y: number) => number, fullRange = true) => {
  // Rows are padded and the plane does not begin at the first byte, as decoders like it.
  const [widthPx, heightPx, stride, offset] = [12, 8, 16, 5];
  const bytes = new Uint8Array(offset + stride * heightPx);
  for (let y = 0; y < heightPx; y++) for (let x = 0; x < widthPx; x++) bytes[offset + y * stride + x] = value(x, y);
  return { bytes, offset, stride, widthPx, heightPx, fullRange };
};

test("each pixel is the mean of what it covers, padding left out", () => {
  const half = shrunkLuma(
    plane((x) => (x % 2 === 0 ? 100 : 200)),
    6,
    4,
  );
  expect([...half.pixels]).toEqual(Array.from({ length: 24 }, () => 150));
  expect(
    shrunkLuma(
      plane((_, y) => y * 10),
      3,
      2,
    ).pixels[3],
  ).toBe(55);
});

test("a size that does not divide evenly covers the picture all the same", () => {
  const { pixels } = shrunkLuma(
    plane((x) => x * 20),
    5,
    3,
  );
  expect(pixels[0]).toBe(10);
  expect(pixels[4]).toBeGreaterThan(190);
});

test("video levels become black at 0 and white at 255", () => {
  const { pixels } = shrunkLuma(
    plane((x) => (x < 4 ? 16 : x < 8 ? 235 : 10), false),
    3,
    2,
  );
  expect([...pixels.slice(0, 3)]).toEqual([0, 255, 0]);
});
