import type { Grey } from "./grey.ts";

/** The brightness plane of a video frame, as the decoder left it. */
export type LumaPlane = {
  bytes: Uint8Array;
  offset: number;
  stride: number;
  widthPx: number;
  heightPx: number;
  /** Video keeps black at 16 and white at 235 unless it says otherwise. */
  fullRange: boolean;
};

/** Enough to keep fine patterns from flickering; all of twelve megapixels would take too long. */
const samplesAcross = 4;

/** Shrinks by the mean of up to 4 × 4 samples a pixel, with black at 0 and white at 255. */
export function shrunkLuma(plane: LumaPlane, widthPx: number, heightPx: number): Grey {
  const pixels = new Uint8Array(widthPx * heightPx);
  const level = levels(plane.fullRange);
  const columns = spans(plane.widthPx, widthPx);
  const rows = spans(plane.heightPx, heightPx);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      let sum = 0;
      let count = 0;
      for (let j = row.from; j < row.to; j += row.step) {
        const at = plane.offset + j * plane.stride;
        for (let i = column.from; i < column.to; i += column.step) {
          sum += plane.bytes[at + i] ?? 0;
          count++;
        }
      }
      pixels[y * widthPx + x] = level[Math.round(sum / count)] ?? 0;
    });
  });
  return { widthPx, heightPx, pixels };
}

function spans(fromPx: number, toPx: number): { from: number; to: number; step: number }[] {
  const scale = fromPx / toPx;
  return Array.from({ length: toPx }, (_, i) => {
    const from = Math.floor(i * scale);
    const to = Math.max(from + 1, Math.floor((i + 1) * scale));
    return { from, to, step: Math.max(1, Math.ceil((to - from) / samplesAcross)) };
  });
}

function levels(fullRange: boolean): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: 256 }, (_, value) => (fullRange ? value : ((value - 16) * 255) / 219));
}
