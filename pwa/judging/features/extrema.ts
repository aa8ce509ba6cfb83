import type { Plane } from "./blur.ts";
import { baseSigmaPx, type Octave, scalesPerOctave } from "./pyramid.ts";

/** A blob: x and y in pixels of its octave (the first pixel's centre at 0), between the layers of its scale. */
export type Blob = { octave: number; layer: number; x: number; y: number; sigmaPx: number; response: number };

const borderPx = 5;
const edgeRatio = 10;
const triesMost = 5;

/** Extrema of the differences in place and scale, refined, without those of low contrast or along an edge. */
export function extremaOf(octaves: Octave[], contrast: number): Blob[] {
  const blobs: Blob[] = [];
  octaves.forEach(({ differences }, octave) => {
    for (let layer = 1; layer <= scalesPerOctave; layer++) scanLayer(differences, octave, layer, contrast, blobs);
  });
  return blobs;
}

function scanLayer(layers: Plane[], octave: number, layer: number, contrast: number, blobs: Blob[]): void {
  const { widthPx, heightPx, data } = layers[layer] as Plane;
  const below = (layers[layer - 1] as Plane).data;
  const above = (layers[layer + 1] as Plane).data;
  const threshold = 0.5 * contrast;
  for (let y = borderPx; y < heightPx - borderPx; y++) {
    for (let x = borderPx, at = y * widthPx + borderPx; x < widthPx - borderPx; x++, at++) {
      const value = data[at] as number;
      if (value > threshold) {
        if (isPeak(value, data, below, above, at, widthPx)) keepRefined(layers, octave, layer, x, y, contrast, blobs);
      } else if (value < -threshold && isPit(value, data, below, above, at, widthPx)) {
        keepRefined(layers, octave, layer, x, y, contrast, blobs);
      }
    }
  }
}

type Floats = Float32Array;

function isPeak(value: number, own: Floats, below: Floats, above: Floats, at: number, row: number): boolean {
  if (value < (own[at - 1] as number) || value < (own[at + 1] as number)) return false;
  if (value < (own[at - row] as number) || value < (own[at + row] as number)) return false;
  for (let from = at - row - 1, j = 0; j < 3; j++, from += row) {
    for (let i = from; i < from + 3; i++) {
      if (value < (own[i] as number) || value < (below[i] as number) || value < (above[i] as number)) return false;
    }
  }
  return true;
}

function isPit(value: number, own: Floats, below: Floats, above: Floats, at: number, row: number): boolean {
  if (value > (own[at - 1] as number) || value > (own[at + 1] as number)) return false;
  if (value > (own[at - row] as number) || value > (own[at + row] as number)) return false;
  for (let from = at - row - 1, j = 0; j < 3; j++, from += row) {
    for (let i = from; i < from + 3; i++) {
      if (value > (own[i] as number) || value > (below[i] as number) || value > (above[i] as number)) return false;
    }
  }
  return true;
}

/** Moves to the peak of the quadratic through the neighbours, pixel by pixel, until it lies within half a pixel. */
function keepRefined(
  layers: Plane[],
  octave: number,
  startLayer: number,
  startX: number,
  startY: number,
  contrast: number,
  blobs: Blob[],
): void {
  const { widthPx, heightPx } = layers[0] as Plane;
  let [layer, x, y] = [startLayer, startX, startY];
  for (let tries = 0; tries < triesMost; tries++) {
    const fit = quadraticAt(layers, layer, y * widthPx + x, widthPx);
    if (fit === null) return;
    const { dx, dy, ds } = fit;
    if (Math.abs(dx) < 0.5 && Math.abs(dy) < 0.5 && Math.abs(ds) < 0.5) {
      if (Math.abs(fit.value) < contrast || fit.edge) return;
      const sigmaPx = baseSigmaPx * 2 ** ((layer + ds) / scalesPerOctave);
      blobs.push({ octave, layer, x: x + dx, y: y + dy, sigmaPx, response: Math.abs(fit.value) });
      return;
    }
    if (Math.abs(dx) > 100 || Math.abs(dy) > 100 || Math.abs(ds) > 100) return;
    x += Math.round(dx);
    y += Math.round(dy);
    layer += Math.round(ds);
    const inside = x >= borderPx && x < widthPx - borderPx && y >= borderPx && y < heightPx - borderPx;
    if (!inside || layer < 1 || layer > scalesPerOctave) return;
  }
}

type Fit = { dx: number; dy: number; ds: number; value: number; edge: boolean };

function quadraticAt(layers: Plane[], layer: number, at: number, row: number): Fit | null {
  const own = (layers[layer] as Plane).data;
  const below = (layers[layer - 1] as Plane).data;
  const above = (layers[layer + 1] as Plane).data;
  const v = (data: Floats, i: number) => data[i] as number;
  const middle = v(own, at);
  const gx = (v(own, at + 1) - v(own, at - 1)) / 2;
  const gy = (v(own, at + row) - v(own, at - row)) / 2;
  const gs = (v(above, at) - v(below, at)) / 2;
  const xx = v(own, at + 1) + v(own, at - 1) - 2 * middle;
  const yy = v(own, at + row) + v(own, at - row) - 2 * middle;
  const ss = v(above, at) + v(below, at) - 2 * middle;
  const xy = (v(own, at + row + 1) - v(own, at + row - 1) - v(own, at - row + 1) + v(own, at - row - 1)) / 4;
  const xs = (v(above, at + 1) - v(above, at - 1) - v(below, at + 1) + v(below, at - 1)) / 4;
  const ys = (v(above, at + row) - v(above, at - row) - v(below, at + row) + v(below, at - row)) / 4;
  // Cramer's rule for the symmetric 3 × 3 system H · d = −g.
  const cxx = yy * ss - ys * ys;
  const cxy = xs * ys - xy * ss;
  const cxs = xy * ys - yy * xs;
  const determinant = xx * cxx + xy * cxy + xs * cxs;
  if (Math.abs(determinant) < 1e-12) return null;
  const dx = -(cxx * gx + cxy * gy + cxs * gs) / determinant;
  const dy = -(cxy * gx + (xx * ss - xs * xs) * gy + (xy * xs - xx * ys) * gs) / determinant;
  const ds = -(cxs * gx + (xy * xs - xx * ys) * gy + (xx * yy - xy * xy) * gs) / determinant;
  const trace = xx + yy;
  const flat = xx * yy - xy * xy;
  const edge = flat <= 0 || trace * trace * edgeRatio >= (edgeRatio + 1) ** 2 * flat;
  return { dx, dy, ds, value: middle + 0.5 * (gx * dx + gy * dy + gs * ds), edge };
}
