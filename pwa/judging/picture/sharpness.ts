import type { GreyPicture, Region } from "../types.ts";
import { scaledRegion } from "./region.ts";
import { shrink } from "./shrink.ts";

const coarseShare = 0.25;

/**
 * Fine detail ÷ what is left of it at a quarter of the size, within a region. Blur takes the fine alone, while how much
 * of the region shows texture cancels out: the plain variance took a third of sharp photos of a slim part for blurred.
 */
export function sharpnessOf(picture: GreyPicture, region: Region): number {
  const coarse = shrink(picture, Math.max(picture.widthPx, picture.heightPx) * coarseShare);
  const left = laplacianVariance(coarse, scaledRegion(region, picture, coarse));
  return left > 0 ? laplacianVariance(picture, region) / left : 0;
}

/** Variance of the Laplacian within a region. */
export function laplacianVariance(picture: GreyPicture, region: Region): number {
  const { data, widthPx } = picture;
  const right = Math.min(widthPx - 1, region.leftPx + region.widthPx);
  const bottom = Math.min(picture.heightPx - 1, region.topPx + region.heightPx);
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = Math.max(1, region.topPx); y < bottom; y++) {
    for (let x = Math.max(1, region.leftPx); x < right; x++) {
      const at = y * widthPx + x;
      const around =
        (data[at - 1] as number) +
        (data[at + 1] as number) +
        (data[at - widthPx] as number) +
        (data[at + widthPx] as number);
      const value = around - 4 * (data[at] as number);
      sum += value;
      squares += value * value;
      count++;
    }
  }
  if (count === 0) return 0;
  const mean = sum / count;
  return squares / count - mean * mean;
}

/** A photo's sharpness ÷ the median of the neighbours', which show a like scene; null where fewer than two tell. */
export function relativeSharpness(own: number, neighbours: readonly number[]): number | null {
  if (neighbours.length < 2) return null;
  const sorted = neighbours.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median =
    sorted.length % 2 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
  return median > 0 ? own / median : null;
}
