import type { GreyPicture, Region } from "../types.ts";

/** The same rectangle in a picture of another size. */
export function scaledRegion(region: Region, from: GreyPicture, to: GreyPicture): Region {
  const factor = to.widthPx / from.widthPx;
  const leftPx = Math.floor(region.leftPx * factor);
  const topPx = Math.floor(region.topPx * factor);
  return {
    leftPx,
    topPx,
    widthPx: Math.min(to.widthPx - leftPx, Math.ceil(region.widthPx * factor)),
    heightPx: Math.min(to.heightPx - topPx, Math.ceil(region.heightPx * factor)),
  };
}
