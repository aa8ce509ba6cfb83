import type { Features } from "../features/sift.ts";
import { projected } from "../matching/by-pose.ts";
import { seeded } from "../matching/random.ts";
import type { Vector } from "../matching/rotation.ts";
import type { Entry } from "../set/entry.ts";
import type { Pair } from "../set/pair.ts";
import { poseAt } from "./texture.ts";

/** A part of points, and photos of it that know which of their features are which: geometry without pictures. */
export type Cloud = readonly Vector[];

const size = { widthPx: 960, heightPx: 720 };
const spreadMm = 60;
const distanceMm = 300;
const noisePx = 0.7;

export function cloudOf(points: number, seed: number): Cloud {
  const random = seeded(seed);
  const within = () => spreadMm * (random() - 0.5);
  return Array.from({ length: points }, () => [within(), within(), within()]);
}

type Shot = {
  id: string;
  order: number;
  azimuthDeg: number;
  elevationDeg: number;
  /** Of the longest side. */
  focalShare: number;
  random: () => number;
};

/** Features: the cloud as it is seen, then again as it would be seen from `alikeDeg` further round. */
export function photoOfCloud(cloud: Cloud, shot: Shot, alikeDeg = 0): Entry {
  const { id, order, random } = shot;
  const focalPx = shot.focalShare * size.widthPx;
  const noise = () => noisePx * (random() + random() - 1);
  const places = [0, alikeDeg].flatMap((further) => {
    const pose = poseAt(shot.azimuthDeg + further, shot.elevationDeg, distanceMm, focalPx);
    return cloud.map((point) => projected(pose, size, point) ?? ([0, 0] as const));
  });
  const features: Features = {
    count: places.length,
    xy: Float32Array.from(places.flatMap(([x, y]) => [x + noise(), y + noise()])),
    size: new Float32Array(places.length),
    angle: new Float32Array(places.length),
    descriptors: new Uint8Array(0),
  };
  const seen = {
    exposure: { brightest: 255, brightness: 120, blackShare: 0, whiteShare: 0 },
    sharpness: 1,
    print: new Float32Array(0),
  };
  return { ...seen, id, order, pass: 0, size, pose: null, features, coarse: features };
}

/** Each point matched with itself; `alike`: with what the second photo would show of it from elsewhere. */
export function pairOf(a: Entry, b: Entry, alike = false): Pair {
  const points = a.features.count / 2;
  const rows = Int32Array.from({ length: points }, (_, i) => i);
  const matches = { count: points, first: rows, second: alike ? rows.map((row) => row + points) : rows };
  return { first: a.id, second: b.id, matches, spread: 1, planarShare: 0, byMat: false };
}
