import { expect, test, vi } from "vitest";
import { matchFeatures } from "../matching/nearest.ts";
import { type Place, randomDots, testSeed, warped } from "../testing/texture.ts";
import { fastAtan2 } from "./angle.ts";
import { findFeatures } from "./sift.ts";

vi.setConfig({ testTimeout: 30_000 });
console.log(`seed ${testSeed}`);
const texture = randomDots(300, 300, testSeed);

/** Turned by `degrees` and shown at `scale`, about the middle. */
function turned(degrees: number, scale: number): Place {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180) / scale, Math.sin((degrees * Math.PI) / 180) / scale];
  return (x, y) => [cos * (x - 115) + sin * (y - 115) + 150, -sin * (x - 115) + cos * (y - 115) + 150];
}

test.each([
  ["moved", 0, 1],
  ["turned by 35°", 35, 1],
  ["shown at 0.7 of its size", 0, 0.7],
  ["turned by 110° and shown at 1.3 of its size", 110, 1.3],
])("features of a texture %s are found again where they should be", (_, degrees, scale) => {
  const place = turned(degrees, scale);
  const [a, b] = [findFeatures(texture), findFeatures(warped(texture, 230, 230, place))];
  const matches = matchFeatures(b, a);
  let right = 0;
  for (let k = 0; k < matches.count; k++) {
    const [i, j] = [matches.first[k] as number, matches.second[k] as number];
    const [x, y] = place(b.xy[2 * i] as number, b.xy[2 * i + 1] as number);
    if (Math.hypot(x - (a.xy[2 * j] as number), y - (a.xy[2 * j + 1] as number)) < 2) right++;
  }
  expect(right).toBeGreaterThan(50);
  expect(right / matches.count).toBeGreaterThan(0.9);
});

test("the same picture gives the same bytes", () => {
  const [first, second] = [findFeatures(texture).descriptors, findFeatures(texture).descriptors];
  expect(first.length).toBe(second.length);
  expect(first.every((byte, i) => byte === second[i])).toBe(true);
});

test("weak texture is seen: an eighth of the contrast still gives features", () => {
  const weak = { ...texture, data: texture.data.map((level) => 128 + (level - 128) / 8) };
  expect(findFeatures(weak).count).toBeGreaterThan(60);
});

test("plain paper and tiny pictures give none", () => {
  expect(findFeatures({ widthPx: 200, heightPx: 200, data: new Uint8Array(40_000).fill(200) }).count).toBe(0);
  expect(findFeatures({ widthPx: 8, heightPx: 8, data: new Uint8Array(64) }).count).toBe(0);
});

test("at most as many as asked for, spread over the picture", () => {
  const few = findFeatures(texture, { featuresMost: 100 });
  expect(few.count).toBe(100);
  const left = Array.from({ length: 100 }, (_, i) => few.xy[2 * i] as number).filter((x) => x < 150).length;
  expect(left).toBeGreaterThan(30);
  expect(left).toBeLessThan(70);
});

test("the quick angle is right to a ten-thousandth of a turn", () => {
  for (let degrees = -179; degrees < 180; degrees += 0.7) {
    const angle = (degrees * Math.PI) / 180;
    expect(Math.abs(fastAtan2(Math.sin(angle), Math.cos(angle)) - angle)).toBeLessThan(6e-4);
  }
});
