import type { Features } from "../features/sift.ts";
import type { Matches } from "./nearest.ts";

/** Places of matched features, scaled about the origin so that a few units span a picture: `x1 y1 x2 y2` a match. */
export type PointPairs = { count: number; data: Float64Array; scale: number };

/** `longestSidePx` becomes 2: equations in pixels are too uneven to be solved well. */
export function pointPairs(a: Features, b: Features, matches: Matches, sizes: [Size, Size]): PointPairs {
  const scale = 2 / Math.max(sizes[0].widthPx, sizes[0].heightPx, sizes[1].widthPx, sizes[1].heightPx);
  const data = new Float64Array(4 * matches.count);
  for (let k = 0; k < matches.count; k++) {
    place(a, matches.first[k] as number, sizes[0], scale, data, 4 * k);
    place(b, matches.second[k] as number, sizes[1], scale, data, 4 * k + 2);
  }
  return { count: matches.count, data, scale };
}

export type Size = { widthPx: number; heightPx: number };

function place(features: Features, i: number, size: Size, scale: number, out: Float64Array, at: number): void {
  out[at] = ((features.xy[2 * i] as number) - size.widthPx / 2) * scale;
  out[at + 1] = ((features.xy[2 * i + 1] as number) - size.heightPx / 2) * scale;
}
