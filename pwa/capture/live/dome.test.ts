import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  allSectors,
  coverage,
  gaps,
  keyOf,
  middleOfSector,
  nextSector,
  passesShareSides,
  sectorCount,
  sectorOf,
  sectorsOfAngle,
  sectorsPerRing,
  sideOf,
  stepTo,
} from "./dome.ts";

test("three heights of eighteen sectors make 54 directions", () => {
  expect(allSectors).toHaveLength(54);
  expect(sectorCount).toBe(54);
});

test("each sector's middle lies in it, whichever way the angle is counted", () => {
  for (const sector of allSectors) {
    const { azimuthDeg, elevationDeg } = middleOfSector(sector);
    expect(sectorOf({ azimuthDeg, elevationDeg })).toEqual(sector);
    expect(sectorOf({ azimuthDeg: azimuthDeg - 360, elevationDeg })).toEqual(sector);
  }
});

test("under the lowest ring there is no sector; straight above is high", () => {
  expect(sectorOf({ azimuthDeg: 10, elevationDeg: 3 })).toBeNull();
  expect(sectorOf({ azimuthDeg: 10, elevationDeg: 89 })?.height).toBe("high");
});

test("a still stands for its own sector, and high up for its neighbours too", () => {
  expect(coverage([{ azimuthDeg: 10, elevationDeg: 24 }])).toEqual(new Set(["low-0"]));
  expect(coverage([{ azimuthDeg: 10, elevationDeg: 65 }])).toEqual(new Set(["high-0", "high-1", "high-17"]));
});

test("one photo in each direction that is named next fills the dome, within what a pass holds", () => {
  const directions = [{ azimuthDeg: -90, elevationDeg: 24 }];
  for (let i = 0; i < 50; i++) {
    const next = nextSector(coverage(directions), directions.at(-1) ?? null);
    if (!next) break;
    directions.push(middleOfSector(next));
  }
  expect(gaps(coverage(directions))).toEqual([]);
  expect(directions.length).toBeLessThanOrEqual(50);
});

test("any direction is in the dome or too low, and what is seen never shrinks", () => {
  const direction = fc.record({
    azimuthDeg: fc.double({ min: -720, max: 720, noNaN: true }),
    elevationDeg: fc.double({ min: -10, max: 90, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(direction, { maxLength: 20 }), direction, (before, one) => {
      const [seen, more] = [coverage(before), coverage([...before, one])];
      const own = sectorOf(one);
      return [...seen].every((key) => more.has(key)) && (own === null || more.has(keyOf(own)));
    }),
  );
});

test("what is missing is told by ring and by side", () => {
  const lowAllRound = allSectors.filter(({ height }) => height === "low").map(middleOfSector);
  expect(gaps(coverage(lowAllRound)).map(({ height, side }) => [height, side])).toEqual([
    ["middle", null],
    ["high", null],
  ]);
  const butLeft = lowAllRound.filter(({ azimuthDeg }) => Math.abs(azimuthDeg - 180) > 25);
  expect(gaps(coverage(butLeft))[0]).toEqual({ height: "low", side: "left", sectors: 2 });
});

test("sides are those of somebody who reads the mat", () => {
  expect(sideOf({ index: 0 })).toBe("right");
  expect(sideOf({ index: 4 })).toBe("far");
  expect(sideOf({ index: 9 })).toBe("left");
  expect(sideOf({ index: 13 })).toBe("near");
});

test("from the near side, the mat's right edge is to the right, and the far side is across", () => {
  const near = { azimuthDeg: -90, elevationDeg: 24 };
  expect(stepTo({ height: "low", index: 0 }, near)).toBe("right");
  expect(stepTo({ height: "low", index: 9 }, near)).toBe("left");
  expect(stepTo({ height: "low", index: 4 }, near)).toBe("across");
  expect(stepTo({ height: "middle", index: 13 }, near)).toBe("higher");
  expect(stepTo({ height: "low", index: 13 }, { ...near, elevationDeg: 60 })).toBe("lower");
  expect(stepTo({ height: "low", index: 13 }, near)).toBe("here");
});

test("one goes on along the ring rather than up and down", () => {
  const at = { azimuthDeg: 10, elevationDeg: 24 };
  expect(nextSector(coverage([at]), at)?.height).toBe("low");
});

test("two passes can be joined when each has seen two thirds of the sides", () => {
  const low = (n: number) => coverage(allSectors.slice(0, n).map(middleOfSector));
  expect(passesShareSides(low(12), low(sectorsPerRing))).toBe(true);
  expect(passesShareSides(low(11), low(sectorsPerRing))).toBe(false);
});

test("an open angle is shown at its own height, across its whole width, but not where a photo was taken", () => {
  const open = { azimuthDeg: 0, elevationDeg: 45, widthDeg: 80 };
  expect(sectorsOfAngle(open, new Set()).toSorted()).toEqual(["middle-0", "middle-1", "middle-16", "middle-17"]);
  expect(sectorsOfAngle(open, new Set(["middle-0"])).toSorted()).toEqual(["middle-1", "middle-16", "middle-17"]);
  expect(sectorsOfAngle({ ...open, elevationDeg: 5 }, new Set())).toContain("low-0");
});
