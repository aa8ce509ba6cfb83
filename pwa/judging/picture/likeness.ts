import type { GreyPicture } from "../types.ts";
import { shrink } from "./shrink.ts";

const sidePx = 48;
/** Mean difference of levels below which two photos show the same: the grain stays below, a step aside does not. */
const sameLevels = 2;

/** A small square of the picture, whatever its shape, that likeness is judged by. The server judges by the same. */
export function thumbprint(picture: GreyPicture): Float32Array {
  const small = shrink(picture, 4 * sidePx);
  const print = new Float32Array(sidePx * sidePx);
  const counts = new Float32Array(sidePx * sidePx);
  for (let y = 0; y < small.heightPx; y++) {
    const row = Math.floor((y * sidePx) / small.heightPx) * sidePx;
    for (let x = 0; x < small.widthPx; x++) {
      const at = row + Math.floor((x * sidePx) / small.widthPx);
      print[at] = (print[at] as number) + (small.data[y * small.widthPx + x] as number);
      counts[at] = (counts[at] as number) + 1;
    }
  }
  return print.map((sum, at) => sum / Math.max(1, counts[at] as number));
}

/** Whether two photos show the same from the same place. */
export function looksTheSame(a: Float32Array, b: Float32Array): boolean {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += Math.abs((a[at] as number) - (b[at] as number));
  return sum / a.length < sameLevels;
}
