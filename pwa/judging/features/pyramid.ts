import type { GreyPicture } from "../types.ts";
import { blur, type Plane, plane } from "./blur.ts";

/** Scales an octave is searched at (Lowe 2004: three give the most features that are found again). */
export const scalesPerOctave = 3;
export const baseSigmaPx = 1.6;
/** What a lens and the shrinking have blurred already. */
const takenSigmaPx = 0.5;
const smallestSidePx = 24;

/** `blurred[i]` at σ = 1.6 · 2^(i / 3) in this octave's pixels; `differences[i] = blurred[i + 1] − blurred[i]`. */
export type Octave = { blurred: Plane[]; differences: Plane[] };

/** The octaves of a picture, each half the size of the one before. */
export function pyramidOf(picture: GreyPicture): Octave[] {
  const taken = plane(picture.widthPx, picture.heightPx);
  taken.data.set(picture.data);
  let base = blur(taken, Math.sqrt(baseSigmaPx ** 2 - takenSigmaPx ** 2));
  const octaves: Octave[] = [];
  while (Math.min(base.widthPx, base.heightPx) >= smallestSidePx) {
    const blurred = [base];
    for (let i = 1; i < scalesPerOctave + 3; i++) {
      const sigmaPx = baseSigmaPx * 2 ** ((i - 1) / scalesPerOctave);
      const more = sigmaPx * Math.sqrt(2 ** (2 / scalesPerOctave) - 1);
      blurred.push(blur(blurred[i - 1] as Plane, more));
    }
    octaves.push({ blurred, differences: differencesOf(blurred) });
    base = everySecond(blurred[scalesPerOctave] as Plane);
  }
  return octaves;
}

function differencesOf(blurred: Plane[]): Plane[] {
  return blurred.slice(1).map((next, i) => {
    const before = (blurred[i] as Plane).data;
    const out = plane(next.widthPx, next.heightPx);
    for (let at = 0; at < before.length; at++) out.data[at] = (next.data[at] as number) - (before[at] as number);
    return out;
  });
}

function everySecond(from: Plane): Plane {
  const to = plane(from.widthPx >> 1, from.heightPx >> 1);
  for (let y = 0; y < to.heightPx; y++) {
    const row = 2 * y * from.widthPx;
    for (let x = 0; x < to.widthPx; x++) to.data[y * to.widthPx + x] = from.data[row + 2 * x] as number;
  }
  return to;
}
