import { expect, test } from "vitest";
import type { Grey } from "./grey.ts";
import { middleOf } from "./grey.ts";
import { isSharp, noReference, sharpnessOf, withFrame } from "./sharpness.ts";

/** Blocks of four pixels in random greys, blurred as often as told by a box of three. */
const blocks = (blurs: number): Grey => {
  const [widthPx, heightPx] = [240, 180];
  let state = 3;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const greys = Array.from({ length: 60 * 45 }, () => 40 + 170 * next());
  let values = Float64Array.from({ length: widthPx * heightPx }, (_, i) => {
    const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
    return greys[(y >> 2) * 60 + (x >> 2)] ?? 0;
  });
  for (let n = 0; n < blurs; n++) {
    const before = values;
    values = before.map((_, i) => {
      let sum = 0;
      for (const dy of [-widthPx, 0, widthPx]) for (const dx of [-1, 0, 1]) sum += before[i + dy + dx] ?? 128;
      return sum / 9;
    });
  }
  return { widthPx, heightPx, pixels: Uint8Array.from(values) };
};
const measured = (blurs: number) => {
  const picture = blocks(blurs);
  return sharpnessOf(picture, middleOf(picture));
};

test("a blur takes detail and fineness", () => {
  expect(measured(0).detail).toBeGreaterThan(3 * measured(2).detail);
  expect(measured(0).fineness).toBeGreaterThan(measured(2).fineness);
});

test("a smeared picture is not sharp, even as the first one", () => {
  expect(isSharp(measured(0), noReference)).toBe(true);
  expect(isSharp(measured(4), noReference)).toBe(false);
});

const after = (n: number, fineness: number, before = noReference) => {
  let reference = before;
  for (let i = 0; i < n; i++) reference = withFrame(reference, { detail: 900, fineness });
  return reference;
};

test("half as fine as the frames before it is not sharp; a plainer side of the part is", () => {
  expect(isSharp({ detail: 900, fineness: 3.2 }, after(6, 8))).toBe(false);
  expect(isSharp({ detail: 150, fineness: 6 }, after(6, 8))).toBe(true);
});

test("the reference follows to a softer picture", () => {
  expect(isSharp({ detail: 900, fineness: 4 }, after(80, 4, after(6, 8)))).toBe(true);
});

test("one very grainy frame does not bar the ones after it", () => {
  expect(isSharp({ detail: 900, fineness: 6 }, after(1, 40, after(6, 8)))).toBe(true);
});
