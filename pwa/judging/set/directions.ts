import { smallestEigenvector } from "../matching/linear.ts";
import { cross, dot, type Rotation, scaled, unit, type Vector } from "../matching/rotation.ts";
import type { Entry } from "./entry.ts";
import type { Pair } from "./pair.ts";
import { type Rotations, rotationsOf, stepOf } from "./rotations.ts";

export type Direction = { id: string; azimuthDeg: number; elevationDeg: number };

/** In the units of the pairs (the longest side is 2): a phone's main camera has about 1.4, twice that with its zoom. */
const focals = [1.4, 1.7, 2.2, 2.9] as const;
const photosLeast = 6;
/** Rings higher or lower than this are no walk round a part; what they leave open is not told. */
const elevationsDeg = [10, 80] as const;
/** The sine by which a phone is held askew. */
const askew = 0.15;
const roundsOfUp = 5;

/**
 * From which side each connected photo was taken, without a mat: by rotations that most pairs agree on, at the focal
 * length at which they agree best. Azimuths count from the first photo. Null where they make no walk round.
 */
export function directionsOf(entries: readonly Entry[], pairs: readonly Pair[]): Direction[] | null {
  const tried = focals.flatMap((focal) => rotationsOf(entries, pairs, focal) ?? []);
  const best = tried.reduce<Rotations | null>(
    (least, each) => (least && least.discord <= each.discord ? least : each),
    null,
  );
  if (best === null || best.byId.size < photosLeast) return null;
  const all = [...best.byId.values()];
  const up = upOf(all);
  const side = unit(cross(up, cross(up, (all[0] as Rotation)[2])));
  const other = cross(up, side);
  const found = [...best.byId].map(([id, rotation]) => {
    // The camera stands where it looks from.
    const from = scaled(rotation[2], -1);
    const azimuthDeg = (degrees(Math.atan2(dot(from, other), dot(from, side))) + 360) % 360;
    return { id, azimuthDeg, elevationDeg: degrees(Math.asin(Math.max(-1, Math.min(1, dot(from, up))))) };
  });
  const middle = found.map(({ elevationDeg }) => elevationDeg).toSorted((a, b) => a - b)[found.length >> 1] as number;
  return middle > elevationsDeg[0] && middle < elevationsDeg[1] ? found : null;
}

/** The longer part of it, for one pair, at a time when it keeps nobody waiting. */
export function prepareDirections(pair: Pair, entries: ReadonlyMap<string, Entry>): void {
  for (const focal of focals) stepOf(pair, entries, focal);
}

const degrees = (radians: number) => (radians * 180) / Math.PI;

/**
 * People hold a phone level, however steeply it looks down: the upright is what is square to all its widths. The mean
 * of where the photos look tells the same of a whole walk, but leans over by a gap in it.
 */
function upOf(rotations: readonly Rotation[]): Vector {
  const widths = rotations.map((rotation) => rotation[0]);
  let up: Vector = [0, 0, 1];
  for (let round = 0; round < roundsOfUp; round++) {
    const square = new Float64Array(9);
    for (const width of widths) {
      const weight = round === 0 ? 1 : 1 / (1 + (dot(width, up) / askew) ** 2);
      for (let i = 0; i < 9; i++) {
        square[i] = (square[i] as number) + weight * (width[Math.floor(i / 3)] as number) * (width[i % 3] as number);
      }
    }
    up = [...smallestEigenvector(square, 3)] as Vector;
  }
  // Pictures have their lower edge below, and look down rather than up.
  const down = rotations.reduce((sum, rotation) => sum + dot(rotation[1], up) + dot(rotation[2], up), 0);
  return down > 0 ? scaled(up, -1) : up;
}
