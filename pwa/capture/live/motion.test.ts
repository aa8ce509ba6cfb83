import { expect, test } from "vitest";
import type { Grey } from "./grey.ts";
import { coarse, motionBetween } from "./motion.ts";

/** A smooth pattern that never repeats within the picture, drawn as if the camera had moved by (dx, dy) px. */
const view = (dx: number, dy: number, widthPx = 480, heightPx = 360): Grey => {
  const pixels = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) {
      const [u, v] = [x + dx, y + dy];
      pixels[y * widthPx + x] =
        128 + 40 * Math.sin(u / 17 + v / 41) + 40 * Math.sin(v / 13 - u / 67) + 30 * Math.sin((u * v) / 9000);
    }
  return { widthPx, heightPx, pixels };
};
const between = (dx: number, dy: number) => motionBetween(coarse(view(0, 0)), coarse(view(dx, dy)));

test("a still camera does not move, and a hand's tremor stays under a two-hundredth", () => {
  expect(between(0, 0).shiftShare).toBeLessThan(0.0005);
  expect(between(0, 0).unlike).toBe(0);
  expect(between(1, 0).shiftShare).toBeLessThan(0.004);
});

test("a shift is measured in shares of the longer side", () => {
  expect(between(16, 0).shiftShare).toBeCloseTo(16 / 480, 2);
  expect(between(0, -24).shiftShare).toBeCloseTo(24 / 480, 2);
});

test("another scene stays unlike at every shift; another size is no neighbour at all", () => {
  expect(between(300, 500).unlike).toBeGreaterThan(between(16, 0).unlike + 5);
  expect(motionBetween(view(0, 0, 64, 48), view(0, 0, 48, 64)).shiftShare).toBe(1);
});
