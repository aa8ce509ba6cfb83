import { expect, test } from "vitest";
import { seeded } from "../matching/random.ts";
import { type Cloud, cloudOf, pairOf, photoOfCloud } from "../testing/cloud.ts";
import { testSeed } from "../testing/texture.ts";
import { directionsOf } from "./directions.ts";
import type { Entry } from "./entry.ts";
import { gapsOf } from "./gaps.ts";
import type { Pair } from "./pair.ts";

console.log(`seed ${testSeed}`);
const stepDeg = 20;
const elevationDeg = 35;

type Walk = { entries: Entry[]; pairs: Pair[]; azimuths: Map<string, number> };

/** Photos all round but for `openDeg`, each matched with those up to two steps away. */
function walkRound(focalShare: number, openDeg: readonly [number, number], cloud: Cloud): Walk {
  const random = seeded(testSeed);
  const azimuths = new Map<string, number>();
  for (let at = 0; at < 360; at += stepDeg) if (at <= openDeg[0] || at >= openDeg[1]) azimuths.set(`at-${at}`, at);
  const entries = [...azimuths].map(([id, at], order) =>
    photoOfCloud(cloud, { id, order, azimuthDeg: at, elevationDeg: elevationDeg + 10 * random(), focalShare, random }),
  );
  const pairs: Pair[] = [];
  for (const [i, a] of entries.entries()) {
    for (const b of entries.slice(0, i)) {
      if (apart(azimuths.get(a.id) ?? 0, azimuths.get(b.id) ?? 0) <= 2 * stepDeg + 1) pairs.push(pairOf(a, b));
    }
  }
  return { entries, pairs, azimuths };
}

const apart = (a: number, b: number) => Math.abs(((a - b + 540) % 360) - 180);
const cloud = cloudOf(150, testSeed);
const support = ({ entries }: Walk) => ({
  mode: "free" as const,
  support: new Map(entries.map(({ id }) => [id, 100])),
});

test.each([0.7, 1.4])("a walk is put together from its photos alone, at a focal length of %s sides", (focalShare) => {
  const walk = walkRound(focalShare, [180, 260], cloud);
  const found = directionsOf(walk.entries, walk.pairs) ?? [];
  expect(found).toHaveLength(walk.entries.length);
  const zero = found.find(({ id }) => id === "at-0")?.azimuthDeg ?? 0;
  for (const { id, azimuthDeg, elevationDeg: up } of found) {
    expect(apart(azimuthDeg - zero + 360, walk.azimuths.get(id) ?? 0)).toBeLessThan(10);
    expect(up).toBeGreaterThan(elevationDeg - 6);
    expect(up).toBeLessThan(elevationDeg + 16);
  }
});

test("what was never shot is told by the two photos it lies between, and a whole walk has no gap", () => {
  const open = walkRound(0.7, [180, 260], cloud);
  expect(gapsOf(open.entries, open.pairs, support(open))).toMatchObject([
    { kind: "around", photoIds: ["at-180", "at-260"], sector: null, photosNeeded: 3 },
  ]);
  const whole = walkRound(0.7, [180, 180], cloud);
  expect(gapsOf(whole.entries, whole.pairs, support(whole))).toEqual([]);
});

test("a false pair over the gap, of a part that looks alike from both its sides, does not close it", () => {
  const open = walkRound(0.7, [180, 260], cloud);
  const [from, to] = ["at-180", "at-260"].map((wanted) => open.entries.find(({ id }) => id === wanted)) as [
    Entry,
    Entry,
  ];
  const random = seeded(testSeed);
  const alike = photoOfCloud(cloud, { ...to, azimuthDeg: 260, elevationDeg, focalShare: 0.7, random }, -60);
  const entries = open.entries.map((entry) => (entry === to ? alike : entry));
  const pairs = [...open.pairs, pairOf(from, alike, true)];
  expect(gapsOf(entries, pairs, support(open))).toMatchObject([{ kind: "around", photoIds: ["at-180", "at-260"] }]);
});
