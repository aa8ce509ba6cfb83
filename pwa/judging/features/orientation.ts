import { fastAtan2, fastDecay } from "./angle.ts";
import type { Plane } from "./blur.ts";

const bins = 36;
const windowSigmas = 1.5;
const peakShare = 0.8;
const histogram = new Float32Array(bins);
const smooth = new Float32Array(bins);

/** The main directions (rad) of the gradients around a blob: one, or more where others are nearly as strong. */
export function directionsAt(layer: Plane, x: number, y: number, sigmaPx: number): number[] {
  gather(layer, Math.round(x), Math.round(y), windowSigmas * sigmaPx);
  let most = 0;
  for (let i = 0; i < bins; i++) {
    const near = at(histogram, i - 1) + at(histogram, i + 1);
    const far = at(histogram, i - 2) + at(histogram, i + 2);
    smooth[i] = (far + 4 * near + 6 * at(histogram, i)) / 16;
    most = Math.max(most, smooth[i] as number);
  }
  const found: number[] = [];
  for (let i = 0; i < bins; i++) {
    const [left, own, right] = [at(smooth, i - 1), at(smooth, i), at(smooth, i + 1)];
    if (own < peakShare * most || own <= left || own < right) continue;
    const peak = i + (0.5 * (left - right)) / (left - 2 * own + right);
    found.push((peak * 2 * Math.PI) / bins);
  }
  return found;
}

const at = (values: Float32Array, i: number): number => values[(i + bins) % bins] as number;

function gather({ data, widthPx, heightPx }: Plane, x: number, y: number, sigmaPx: number): void {
  histogram.fill(0);
  const radius = Math.round(3 * sigmaPx);
  const scale = 1 / (2 * sigmaPx * sigmaPx);
  for (let j = Math.max(-radius, 1 - y); j <= radius && y + j < heightPx - 1; j++) {
    for (let i = Math.max(-radius, 1 - x); i <= radius && x + i < widthPx - 1; i++) {
      const place = (y + j) * widthPx + x + i;
      const dx = (data[place + 1] as number) - (data[place - 1] as number);
      const dy = (data[place + widthPx] as number) - (data[place - widthPx] as number);
      const weight = fastDecay((i * i + j * j) * scale) * Math.sqrt(dx * dx + dy * dy);
      const bin = Math.round((fastAtan2(dy, dx) * bins) / (2 * Math.PI));
      const wrapped = bin < 0 ? bin + bins : bin >= bins ? bin - bins : bin;
      histogram[wrapped] = (histogram[wrapped] as number) + weight;
    }
  }
}
