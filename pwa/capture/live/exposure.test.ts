import { expect, test } from "vitest";
import { exposureOf } from "./exposure.ts";
import { type Grey, greyOfRgba, halved, middleOf } from "./grey.ts";

const painted = (value: (x: number, y: number) => number): Grey => {
  const pixels = new Uint8Array(64 * 48);
  for (let y = 0; y < 48; y++) for (let x = 0; x < 64; x++) pixels[y * 64 + x] = value(x, y);
  return { widthPx: 64, heightPx: 48, pixels };
};
const verdict = (picture: Grey) => exposureOf(picture, middleOf(picture)).verdict;

test("a picture of middling greys is well exposed", () => {
  expect(verdict(painted((x, y) => 60 + ((x * 7 + y * 13) % 120)))).toBe("good");
});

test("dark, bright and burnt-out pictures are told apart", () => {
  expect(verdict(painted(() => 20))).toBe("dark");
  expect(verdict(painted((x) => (x % 4 === 0 ? 240 : 5)))).toBe("dark");
  expect(verdict(painted(() => 240))).toBe("bright");
  expect(verdict(painted((x) => (x % 3 === 0 ? 255 : 90)))).toBe("clipped");
});

test("only the region counts: a lamp in the corner does not make the part too bright", () => {
  expect(verdict(painted((x, y) => (x < 10 && y < 8 ? 255 : 110)))).toBe("good");
});

test("colours become luma, and halving keeps the mean", () => {
  const grey = greyOfRgba(new Uint8ClampedArray([255, 255, 255, 255, 0, 255, 0, 255]), 2, 1);
  expect([...grey.pixels]).toEqual([255, 149]);
  expect(halved(painted((x) => (x % 2 === 0 ? 100 : 200))).pixels[0]).toBe(150);
});
