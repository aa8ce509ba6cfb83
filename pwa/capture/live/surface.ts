import type { Grey, Rect } from "./grey.ts";

/** What makes a surface hard to measure from photos. More than one can hold. */
export type Surface = { plain: boolean; shiny: boolean; dark: boolean };
export type SurfaceFrame = {
  /** Share of small fields with detail. */ textured: number /** Share as good as white. */;
  white: number;
  mean: number;
};

const fieldPx = 8;
/** Standard deviation, grey levels, after the field's slope is taken out: above the noise of a phone's preview. */
const detailLeast = 3.5;
const framesLeast = 3;
/** Seen: speckled plastic 0.24 to 0.99, a clay pot 0.44 to 0.8, bare shading 0. */
const texturedLeast = 0.2;
const whiteMost = 0.015;
const meanDark = 60;

/** What one frame shows of the part. */
export function surfaceOf(picture: Grey, region: Rect): SurfaceFrame {
  let fields = 0;
  let textured = 0;
  let white = 0;
  let sum = 0;
  for (let y = region.y; y + fieldPx <= region.y + region.height; y += fieldPx) {
    for (let x = region.x; x + fieldPx <= region.x + region.width; x += fieldPx) {
      const field = measure(picture, x, y);
      fields++;
      if (field.detail > detailLeast) textured++;
      white += field.white;
      sum += field.mean;
    }
  }
  const count = Math.max(1, fields);
  return { textured: textured / count, white: white / count, mean: sum / count };
}

/** Known once enough frames agree by their median; null before. */
export function surfaceFrom(frames: readonly SurfaceFrame[]): Surface | null {
  if (frames.length < framesLeast) return null;
  const median = (of: (frame: SurfaceFrame) => number) =>
    frames.map(of).toSorted((a, b) => a - b)[frames.length >> 1] ?? 0;
  const dark = median((frame) => frame.mean) < meanDark;
  return {
    // In the dark nothing has detail: light first.
    plain: !dark && median((frame) => frame.textured) < texturedLeast,
    shiny: median((frame) => frame.white) > whiteMost,
    dark,
  };
}

/** Detail finer than the field: differences between neighbours, so that shading does not count as texture. */
function measure({ pixels, widthPx }: Grey, left: number, top: number) {
  let sum = 0;
  let white = 0;
  let squares = 0;
  for (let y = top; y < top + fieldPx; y++) {
    for (let x = left; x < left + fieldPx; x++) {
      const at = y * widthPx + x;
      const value = pixels[at] ?? 0;
      sum += value;
      if (value > 250) white++;
      const across = x > left && x < left + fieldPx - 1 ? 2 * value - (pixels[at - 1] ?? 0) - (pixels[at + 1] ?? 0) : 0;
      squares += (across * across) / 6;
    }
  }
  const count = fieldPx * fieldPx;
  return { mean: sum / count, white: white / count, detail: Math.sqrt(squares / (count - 2 * fieldPx)) };
}
