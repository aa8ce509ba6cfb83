import type { GreyPicture, Region } from "../types.ts";

export type Exposure = {
  /** Mean level, 0 … 255. */
  brightness: number;
  /** The level that 99 % of the pixels stay below: a dark room with one lamp in it has a low mean and a high one. */
  brightest: number;
  /** Shares of the pixels that hold nothing more: at most 4, at least 251. */
  blackShare: number;
  whiteShare: number;
};

/** Exposure within a region: what surrounds the part may be as dark or bright as it likes. */
export function exposureOf(picture: GreyPicture, region: Region): Exposure {
  const counts = new Uint32Array(256);
  for (let y = region.topPx; y < region.topPx + region.heightPx; y++) {
    const row = y * picture.widthPx;
    for (let x = region.leftPx; x < region.leftPx + region.widthPx; x++) {
      const level = picture.data[row + x] as number;
      counts[level] = (counts[level] as number) + 1;
    }
  }
  const pixels = Math.max(1, region.widthPx * region.heightPx);
  let sum = 0;
  let below = 0;
  let brightest = 0;
  for (let level = 0; level < 256; level++) {
    const count = counts[level] as number;
    sum += level * count;
    if (below < 0.99 * pixels) brightest = level;
    below += count;
  }
  return {
    brightness: sum / pixels,
    brightest,
    blackShare: shareOf(counts, 0, 4) / pixels,
    whiteShare: shareOf(counts, 251, 255) / pixels,
  };
}

function shareOf(counts: Uint32Array, from: number, to: number): number {
  let sum = 0;
  for (let level = from; level <= to; level++) sum += counts[level] as number;
  return sum;
}
