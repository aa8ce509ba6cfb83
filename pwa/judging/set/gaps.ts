import { centreOf } from "../matching/by-pose.ts";
import type { Gap } from "../types.ts";
import type { Connection } from "./connection.ts";
import { type Direction, directionsOf } from "./directions.ts";
import type { Entry } from "./entry.ts";
import type { Pair } from "./pair.ts";

/** Twice the step people are told to take: the part's face in between is seen from the side only. */
const gapLeastDeg = 40;
/** A ring shot in wide steps all round has no gap of its own; the rings above and below fill in. */
const usualSteps = 1.6;
const stepDeg = 20;
const ringsDeg = [
  [0, 35],
  [35, 55],
  [55, 80],
] as const;
const ringPhotosLeast = 5;
/** Without a mat directions are some ten degrees off. */
const gapLeastWithoutMatDeg = 55;
/** From here up a photo shows the part from above, and every side of it a little. */
const fromAboveDeg = 70;
const hopsMost = 3;

/** Where the photos of one pass hang together by too little, the widest first. */
export function gapsOf(entries: readonly Entry[], pairs: readonly Pair[], connection: Connection): Gap[] {
  const connected = entries.filter(({ id }) => connection.support.has(id));
  const around = connection.mode === "mat" ? gapsAround(connected) : gapsWithoutMat(connected, pairs);
  const between = gapsBetween(entries, pairs, connection).filter((gap) => !around.some((other) => isSame(gap, other)));
  return [...around, ...between, ...cutOff(entries, connection)];
}

const isSame = (a: Gap, b: Gap) => a.photoIds.every((id) => b.photoIds.includes(id));

function gapsAround(entries: readonly Entry[]): Gap[] {
  const placed = entries.flatMap((entry) => placedOf(entry) ?? []);
  const whole = gapsOfRing(placed);
  const rings = ringsDeg.flatMap(([from, to]) => {
    const ring = placed.filter(({ elevationDeg }) => elevationDeg >= from && elevationDeg < to);
    return ring.length >= ringPhotosLeast ? gapsOfRing(ring) : [];
  });
  // What is open at every height is told once.
  const own = rings.filter((gap) => !whole.some((other) => overlap(gap, other)));
  return [...whole, ...own].toSorted((a, b) => (b.sector?.widthDeg ?? 0) - (a.sector?.widthDeg ?? 0));
}

/** The zero of these azimuths is the first photo's: what is told is the two photos between which nothing was shot. */
function gapsWithoutMat(entries: readonly Entry[], pairs: readonly Pair[]): Gap[] {
  const ring = (directionsOf(entries, pairs) ?? []).filter(({ elevationDeg }) => elevationDeg < fromAboveDeg);
  if (ring.length < ringPhotosLeast) return [];
  return gapsOfRing(ring, gapLeastWithoutMatDeg).map((gap) => ({ ...gap, sector: null }));
}

function placedOf({ id, pose }: Entry): Direction | null {
  if (pose === null) return null;
  const [x, y, z] = centreOf(pose);
  const azimuthDeg = ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
  return { id, azimuthDeg, elevationDeg: (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI };
}

function gapsOfRing(placed: readonly Direction[], leastDeg = gapLeastDeg): Gap[] {
  const ring = placed.toSorted((a, b) => a.azimuthDeg - b.azimuthDeg);
  const next = (i: number) => ring[(i + 1) % ring.length] as Direction;
  const widths = ring.map((from, i) => (next(i).azimuthDeg - from.azimuthDeg + 360) % 360);
  const usualDeg = widths.toSorted((a, b) => a - b)[widths.length >> 1] ?? 0;
  return ring.flatMap((from, i) => {
    const to = next(i);
    const widthDeg = ring.length === 1 ? 360 : (widths[i] as number);
    if (widthDeg <= Math.max(leastDeg, usualSteps * usualDeg)) return [];
    const elevationDeg = Math.round((from.elevationDeg + to.elevationDeg) / 2);
    const sector = { azimuthDeg: (from.azimuthDeg + widthDeg / 2) % 360, elevationDeg, widthDeg };
    const photosNeeded = Math.ceil(widthDeg / stepDeg - 0.01) - 1;
    return [{ kind: "around" as const, photoIds: [from.id, to.id], sector, photosNeeded }];
  });
}

function overlap(a: Gap, b: Gap): boolean {
  if (!a.sector || !b.sector) return false;
  const apart = Math.abs(((a.sector.azimuthDeg - b.sector.azimuthDeg + 540) % 360) - 180);
  return apart < (a.sector.widthDeg + b.sector.widthDeg) / 2;
}

/** Two shots one after the other that hang together over no more than a few others: the walk jumped here. */
function gapsBetween(entries: readonly Entry[], pairs: readonly Pair[], { mode, support }: Connection): Gap[] {
  if (mode === "mat") return [];
  const linked = new Map<string, string[]>(entries.map(({ id }) => [id, []]));
  for (const { first, second, matches } of pairs) {
    if (matches.count === 0) continue;
    linked.get(first)?.push(second);
    linked.get(second)?.push(first);
  }
  const walk = entries.filter(({ id }) => support.has(id)).toSorted((a, b) => a.order - b.order);
  return walk.slice(1).flatMap((to, i) => {
    const from = walk[i] as Entry;
    if (isWithin(from.id, to.id, linked)) return [];
    return [{ kind: "between" as const, photoIds: [from.id, to.id], sector: null, photosNeeded: 2 }];
  });
}

function isWithin(from: string, to: string, linked: ReadonlyMap<string, string[]>): boolean {
  let reached = new Set([from]);
  for (let hop = 0; hop < hopsMost; hop++)
    reached = new Set([...reached].flatMap((id) => [id, ...(linked.get(id) ?? [])]));
  return reached.has(to);
}

function cutOff(entries: readonly Entry[], { support }: Connection): Gap[] {
  if (support.size === 0) return [];
  const lone = entries.filter(({ id }) => !support.has(id)).map(({ id }) => id);
  return lone.length
    ? [{ kind: "lone", photoIds: lone, sector: null, photosNeeded: Math.min(3, lone.length + 1) }]
    : [];
}
