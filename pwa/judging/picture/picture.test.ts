import { expect, test } from "vitest";
import { blur } from "../features/blur.ts";
import { randomDots, testSeed, warped } from "../testing/texture.ts";
import { exposureOf } from "./exposure.ts";
import { looksTheSame, thumbprint } from "./likeness.ts";
import { relativeSharpness, sharpnessOf } from "./sharpness.ts";
import { shrink } from "./shrink.ts";

console.log(`seed ${testSeed}`);
const dots = randomDots(320, 240, testSeed);
const whole = { leftPx: 0, topPx: 0, widthPx: 320, heightPx: 240 };

test("shrinking keeps the mean, by whole and by broken factors", () => {
  const mean = (data: ArrayLike<number>) => Array.from(data).reduce((sum, level) => sum + level, 0) / data.length;
  for (const side of [160, 203]) {
    const small = shrink(dots, side);
    expect(small.widthPx).toBe(side);
    expect(Math.abs(mean(small.data) - mean(dots.data))).toBeLessThan(0.5);
  }
  expect(shrink(dots, 1000)).toBe(dots);
});

test("shrinking by two gives the mean of four", () => {
  const four = { widthPx: 4, heightPx: 2, data: Uint8Array.from([0, 10, 20, 30, 40, 50, 60, 70]) };
  expect([...shrink(four, 2).data]).toEqual([25, 45]);
});

test("exposure counts what is clipped, within the region alone", () => {
  const data = new Uint8Array(320 * 240).fill(255);
  for (let y = 0; y < 120; y++) data.fill(0, y * 320, y * 320 + 320);
  const picture = { widthPx: 320, heightPx: 240, data };
  expect(exposureOf(picture, whole)).toMatchObject({ blackShare: 0.5, whiteShare: 0.5, brightest: 255 });
  expect(exposureOf(picture, { ...whole, heightPx: 120 })).toMatchObject({ brightness: 0, brightest: 0 });
});

test("a blurred picture is less sharp than its neighbours, however much of it shows texture", () => {
  const fine = { ...dots, data: dots.data.map((level, i) => level + ((i * 7919) % 41)) };
  const blurred = { ...fine, data: Uint8Array.from(blur({ ...fine, data: Float32Array.from(fine.data) }, 3).data) };
  const half = warped(fine, 320, 240, (x, y) => (x < 160 ? [x, y] : [-9, -9]));
  const sharp = sharpnessOf(fine, whole);
  expect(relativeSharpness(sharpnessOf(blurred, whole), [sharp, sharp])).toBeLessThan(0.3);
  expect(relativeSharpness(sharpnessOf(half, whole), [sharp, sharp])).toBeGreaterThan(0.6);
  expect(relativeSharpness(sharp, [sharp])).toBeNull();
});

test("the same view is a duplicate, a step aside is none", () => {
  const grain = { ...dots, data: dots.data.map((level, i) => level + (i % 3)) };
  const aside = warped(dots, 320, 240, (x, y) => [x + 12, y]);
  expect(looksTheSame(thumbprint(dots), thumbprint(grain))).toBe(true);
  expect(looksTheSame(thumbprint(dots), thumbprint(aside))).toBe(false);
});
