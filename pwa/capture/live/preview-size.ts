/** The longer side at which frames and stills are judged: markers of 9 mm can be read, in a few milliseconds. */
export const previewSidePx = 480;
const leastPx = 16;

/** The size at which a picture of any size is judged. */
export function previewSize(widthPx: number, heightPx: number): { widthPx: number; heightPx: number } {
  const scale = Math.min(1, previewSidePx / Math.max(widthPx, heightPx, 1));
  return {
    widthPx: Math.max(leastPx, Math.round(widthPx * scale)),
    heightPx: Math.max(leastPx, Math.round(heightPx * scale)),
  };
}
