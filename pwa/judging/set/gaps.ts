import { centreOf } from "../matching/by-pose.ts";
import type { Gap } from "../types.ts";
import type { Connection } from "./connection.ts";
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

/** Where the photos of one pass hang together by too little, the widest first. */
export function gapsOf(entries: readonly Entry[], pairs: readonly Pair[], connection: Connection): Gap[] {
  const around = connection.mode === "mat" ? gapsAround(entries.filter(({ id }) => connection.support.has(id))) : [];
  return [...around, ...gapsBetween(entries, pairs, connection), ...cutOff(entries, connection)];
}

type Placed = { id: string; azimuthDeg: number; elevationDeg: number };

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

function placedOf({ id, pose }: Entry): Placed | null {
  if (pose === null) return null;
  const [x, y, z] = centreOf(pose);
  const azimuthDeg = ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
  return { id, azimuthDeg, elevationDeg: (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI };
}

function gapsOfRing(placed: readonly Placed[]): Gap[] {
  const ring = placed.toSorted((a, b) => a.azimuthDeg - b.azimuthDeg);
  const next = (i: number) => ring[(i + 1) % ring.length] as Placed;
  const widths = ring.map((from, i) => (next(i).azimuthDeg - from.azimuthDeg + 360) % 360);
  const usualDeg = widths.toSorted((a, b) => a - b)[widths.length >> 1] ?? 0;
  return ring.flatMap((from, i) => {
    const to = next(i);
    const widthDeg = ring.length === 1 ? 360 : (widths[i] as number);
    if (widthDeg <= Math.max(gapLeastDeg, usualSteps * usualDeg)) return [];
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

/** Two shots one after the other that share nothing, nor through the ones before and after them. */
function gapsBetween(entries: readonly Entry[], pairs: readonly Pair[], { mode, support }: Connection): Gap[] {
  if (mode === "mat") return [];
  const linked = new Set(
    pairs.filter(({ matches }) => matches.count > 0).map(({ first, second }) => key(first, second)),
  );
  const ring = entries.filter(({ id }) => support.has(id)).toSorted((a, b) => a.order - b.order);
  return ring.slice(1).flatMap((to, i) => {
    const near = [ring[i - 1], ring[i]].flatMap((from) => [to, ring[i + 2]].map((other) => [from, other] as const));
    if (near.some(([from, other]) => from && other && linked.has(key(from.id, other.id)))) return [];
    return [{ kind: "between" as const, photoIds: [(ring[i] as Entry).id, to.id], sector: null, photosNeeded: 2 }];
  });
}

function cutOff(entries: readonly Entry[], { support }: Connection): Gap[] {
  if (support.size === 0) return [];
  const lone = entries.filter(({ id }) => !support.has(id)).map(({ id }) => id);
  return lone.length
    ? [{ kind: "lone", photoIds: lone, sector: null, photosNeeded: Math.min(3, lone.length + 1) }]
    : [];
}

const key = (a: string, b: string) => (a < b ? `${a} ${b}` : `${b} ${a}`);
