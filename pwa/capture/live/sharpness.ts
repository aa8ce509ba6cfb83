import type { Grey, Rect } from "./grey.ts";

export type Sharpness = {
  /** Variance of the Laplacian: compares only with other frames of the same scene. */
  detail: number;
  /** How much of it a slight blur takes away: near 1 where there was nothing fine to lose. */
  fineness: number;
};

/** Both measures inside the part's region; a sharp mat must not hide a blurred part. */
export function sharpnessOf(picture: Grey, region: Rect): Sharpness {
  const detail = laplacianVariance(picture.pixels, picture.widthPx, region);
  const soft = blurred(picture, region);
  const softDetail = laplacianVariance(soft, region.width, { x: 0, y: 0, width: region.width, height: region.height });
  return { detail, fineness: detail / Math.max(softDetail, 1e-6) };
}

function laplacianVariance(pixels: Uint8Array | Float32Array, strideX: number, region: Rect): number {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = region.y + 1; y < region.y + region.height - 1; y++) {
    for (let x = region.x + 1; x < region.x + region.width - 1; x++) {
      const at = y * strideX + x;
      const value =
        (pixels[at - 1] ?? 0) +
        (pixels[at + 1] ?? 0) +
        (pixels[at - strideX] ?? 0) +
        (pixels[at + strideX] ?? 0) -
        4 * (pixels[at] ?? 0);
      sum += value;
      squares += value * value;
      count++;
    }
  }
  if (count === 0) return 0;
  const mean = sum / count;
  return squares / count - mean * mean;
}

/** Mean of 3 × 3 inside the region; its rim is left as it is. */
function blurred({ pixels, widthPx }: Grey, region: Rect): Float32Array {
  const out = new Float32Array(region.width * region.height);
  for (let y = 0; y < region.height; y++) {
    for (let x = 0; x < region.width; x++) {
      const at = (region.y + y) * widthPx + region.x + x;
      const inside = x > 0 && y > 0 && x < region.width - 1 && y < region.height - 1;
      out[y * region.width + x] = inside ? meanOfNine(pixels, at, widthPx) : (pixels[at] ?? 0);
    }
  }
  return out;
}

function meanOfNine(pixels: Uint8Array, at: number, widthPx: number): number {
  let sum = 0;
  for (const row of [at - widthPx, at, at + widthPx])
    sum += (pixels[row - 1] ?? 0) + (pixels[row] ?? 0) + (pixels[row + 1] ?? 0);
  return sum / 9;
}

/** What frames of this capture looked like at their sharpest: a slow peak, so that a turn to a plain side is followed. */
export type SharpnessReference = { detail: number; frames: number };

export const noReference: SharpnessReference = { detail: 0, frames: 0 };
const fallsTo = 0.97;
/** Another side of the part may show half the detail; a blur of two pixels takes three quarters of it. */
const shareOfReference = 0.35;
/** Seen: sharp 6 to 9, blurred by two pixels of a 1280 px still 2.4 to 3.6, by four 1.5 to 1.8. */
const finenessLeast = 3;
const framesToTrust = 4;

export function withFrame(reference: SharpnessReference, { detail }: Sharpness): SharpnessReference {
  const slowPeak = Math.max(detail, reference.detail * fallsTo);
  return { detail: slowPeak, frames: reference.frames + 1 };
}

export function isSharp({ detail, fineness }: Sharpness, reference: SharpnessReference): boolean {
  if (fineness < finenessLeast) return false;
  return reference.frames < framesToTrust || detail >= shareOfReference * reference.detail;
}
