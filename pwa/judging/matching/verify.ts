import type { Features } from "../features/sift.ts";
import { findFundamental } from "./fundamental.ts";
import { countOnHomography } from "./homography.ts";
import { type Matches, matchFeatures } from "./nearest.ts";
import { type PointPairs, pointPairs, type Size } from "./points.ts";
import { spreadOf } from "./spread.ts";

/** What one photo is to the matcher. */
export type Seen = { features: Features; size: Size };

/** The matches of two photos that one epipolar geometry explains. */
export type Verified = {
  matches: Matches;
  /** Matches before geometry: few of many that fit are chance. */
  tried: number;
  spread: number;
  /** Share of the matches that a single plane, or a camera turned on the spot, explains as well. */
  planarShare: number;
};

/** Pixels of a picture 1280 long; matches further from their epipolar line are none. */
const epipolarLimitPx = 3;
const referenceSidePx = 1280;

export function verifyPair(a: Seen, b: Seen, seed: number): Verified {
  const matches = matchFeatures(a.features, b.features);
  const pairs = pointPairs(a.features, b.features, matches, [a.size, b.size]);
  const limit = (epipolarLimitPx * 2) / referenceSidePx;
  const found = findFundamental(pairs, limit, seed);
  const rows = found === null ? new Int32Array(0) : onceEach(pairs, found.inliers);
  const planar = countOnHomography(pairs, rows, limit, seed);
  return {
    matches: only(matches, rows),
    tried: matches.count,
    spread: spreadOf(pairs, rows),
    planarShare: rows.length ? planar / rows.length : 0,
  };
}

/** A blob with two directions is two features at one place: it counts once. */
function onceEach(pairs: PointPairs, rows: Int32Array): Int32Array {
  const places = new Set<string>();
  return rows.filter((row) => {
    const place = `${pairs.data[4 * row]} ${pairs.data[4 * row + 1]}`;
    if (places.has(place)) return false;
    places.add(place);
    return true;
  });
}

export function only(matches: Matches, rows: Int32Array): Matches {
  return {
    count: rows.length,
    first: rows.map((row) => matches.first[row] as number),
    second: rows.map((row) => matches.second[row] as number),
  };
}
