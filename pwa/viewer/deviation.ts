/** Deviation of the cloud from the part, for the eye: colour scales, range, histogram. Pure. */

export type DeviationMode = "signed" | "absolute";

export type Histogram = {
  /** Largest deviation the scale shows; what lies beyond takes its end's colour. */
  range: number;
  /** Share of the seen surface in each bin, from −range (signed) or 0 to range; the ends take what lies beyond. */
  bins: number[];
  /** Of the seen surface, by absolute deviation. */
  median: number;
  p95: number;
  /** Share of the whole surface on which nothing was measured. */
  unseen: number;
};

export type Rgb = readonly [number, number, number];

/** ColorBrewer RdBu, blue inside to red outside: told apart by the colour-blind too. sRGB 0–255. */
const signedStops: Rgb[] = [
  [33, 102, 172],
  [103, 169, 207],
  [247, 247, 247],
  [239, 138, 98],
  [178, 24, 43],
];
/** Viridis, light for small. */
const absoluteStops: Rgb[] = [
  [253, 231, 37],
  [94, 201, 98],
  [33, 145, 140],
  [59, 82, 139],
  [68, 1, 84],
];
export const unseenColour: Rgb = [92, 99, 104];
const binCount = 25;

export function colourAt(value: number, range: number, mode: DeviationMode): Rgb {
  if (Number.isNaN(value)) return unseenColour;
  const share = mode === "signed" ? (value / range + 1) / 2 : Math.abs(value) / range;
  const stops = mode === "signed" ? signedStops : absoluteStops;
  const at = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const low = Math.min(Math.floor(at), stops.length - 2);
  const [a, b] = [stops[low] ?? unseenColour, stops[low + 1] ?? unseenColour];
  const mix = (k: 0 | 1 | 2) => a[k] + (b[k] - a[k]) * (at - low);
  return [mix(0), mix(1), mix(2)];
}

export const css = ([r, g, b]: Rgb) => `rgb(${Math.round(r)} ${Math.round(g)} ${Math.round(b)})`;

/** A third of the area of each triangle goes to each of its corners. */
export function vertexAreas(positions: ArrayLike<number>, index: ArrayLike<number>): Float32Array {
  const areas = new Float32Array(positions.length / 3);
  const at = (i: number, k: number) => positions[i * 3 + k] ?? 0;
  for (let t = 0; t < index.length; t += 3) {
    const [a = 0, b = 0, c = 0] = [index[t], index[t + 1], index[t + 2]];
    const u = [0, 1, 2].map((k) => at(b, k) - at(a, k)) as [number, number, number];
    const v = [0, 1, 2].map((k) => at(c, k) - at(a, k)) as [number, number, number];
    const cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    const third = Math.hypot(...cross) / 6;
    for (const corner of [a, b, c]) areas[corner] = (areas[corner] ?? 0) + third;
  }
  return areas;
}

/** 1, 2 or 5 times a power of ten, not below the value. */
export function niceAbove(value: number): number {
  if (!(value > 0)) return 0.01;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}

export function histogramOf(deviation: Float32Array, areas: Float32Array, mode: DeviationMode): Histogram {
  const seen = [...deviation.keys()].filter((i) => !Number.isNaN(deviation[i]));
  const weight = (i: number) => areas[i] ?? 0;
  const whole = areas.reduce((sum, area) => sum + area, 0);
  const area = seen.reduce((sum, i) => sum + weight(i), 0);
  const off = (i: number) => Math.abs(deviation[i] ?? 0);
  seen.sort((a, b) => off(a) - off(b));
  const quantile = (share: number) => {
    let sum = 0;
    for (const i of seen) {
      sum += weight(i);
      if (sum >= share * area) return off(i);
    }
    return 0;
  };
  const p95 = quantile(0.95);
  const range = niceAbove(p95);
  const bins = Array.from({ length: binCount }, () => 0);
  for (const i of seen) {
    const value = deviation[i] ?? 0;
    const share = mode === "signed" ? (value / range + 1) / 2 : Math.abs(value) / range;
    const bin = Math.min(Math.max(Math.floor(share * binCount), 0), binCount - 1);
    bins[bin] = (bins[bin] ?? 0) + weight(i) / (area || 1);
  }
  return { range, bins, median: quantile(0.5), p95, unseen: whole > 0 ? 1 - area / whole : 1 };
}
