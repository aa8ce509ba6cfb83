import { pointPairs } from "../matching/points.ts";
import { cross, type Rotation, relativeRotation, times, transposed, unit } from "../matching/relative-rotation.ts";
import type { Entry } from "./entry.ts";
import type { Pair } from "./pair.ts";

type Vector = [number, number, number];
export type Direction = { id: string; azimuthDeg: number; elevationDeg: number };

/** Of the longest side, which is 2 in the units of the pairs: the server's guess as well. */
const focalGuess = 2.4;
/** Rings higher or lower than this are no walk round a part; what they leave open is not told. */
const elevationsDeg = [10, 80] as const;

/**
 * From which side each connected photo was taken, without a mat: rotations between photos, chained along the pairs
 * with most matches. Azimuths count from the first photo. Null where they make no walk round.
 */
export function directionsOf(entries: readonly Entry[], pairs: readonly Pair[]): Direction[] | null {
  const axes = axesOf(entries, pairs);
  if (axes.size < 6) return null;
  const mean = unit(sum([...axes.values()]));
  const up = mean.map((value) => -value) as Vector;
  const [first] = axes.values();
  const side = unit(cross(up, cross(up, first as Vector)));
  const other = cross(up, side);
  const found = [...axes].map(([id, axis]) => {
    // The camera stands where it looks from.
    const from = axis.map((value) => -value) as Vector;
    const azimuthDeg = (degrees(Math.atan2(dot(from, other), dot(from, side))) + 360) % 360;
    return { id, azimuthDeg, elevationDeg: degrees(Math.asin(Math.max(-1, Math.min(1, dot(from, up))))) };
  });
  const middle = found.map(({ elevationDeg }) => elevationDeg).toSorted((a, b) => a - b)[found.length >> 1] as number;
  return middle > elevationsDeg[0] && middle < elevationsDeg[1] ? found : null;
}

const degrees = (radians: number) => (radians * 180) / Math.PI;
const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const sum = (all: Vector[]): Vector =>
  [0, 1, 2].map((i) => all.reduce((total, v) => total + (v[i] as number), 0)) as Vector;

/** Optical axes in the first photo's frame, of all that the tree of the strongest pairs reaches (Prim). */
function axesOf(entries: readonly Entry[], pairs: readonly Pair[]): Map<string, Vector> {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const strongest = pairs
    .filter(({ matches, first, second }) => matches.count > 0 && byId.has(first) && byId.has(second))
    .toSorted((a, b) => b.matches.count - a.matches.count);
  const turned = new Map<string, Rotation>();
  const start = entries[0];
  if (!start) return new Map();
  const identity: Rotation = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  turned.set(start.id, identity);
  const unusable = new Set<Pair>();
  for (;;) {
    const next = strongest.find((pair) => !unusable.has(pair) && turned.has(pair.first) !== turned.has(pair.second));
    if (!next) break;
    const rotation = rotationOf(next, byId);
    if (rotation === null) unusable.add(next);
    else if (turned.has(next.first)) turned.set(next.second, times(rotation, turned.get(next.first) as Rotation));
    else turned.set(next.first, times(transposed(rotation), turned.get(next.second) as Rotation));
  }
  return new Map([...turned].map(([id, rotation]) => [id, rotation[2]]));
}

function rotationOf(pair: Pair, byId: ReadonlyMap<string, Entry>): Rotation | null {
  const [a, b] = [byId.get(pair.first) as Entry, byId.get(pair.second) as Entry];
  return relativeRotation(pointPairs(a.features, b.features, pair.matches, [a.size, b.size]), focalGuess);
}
