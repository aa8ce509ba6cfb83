import { seeded } from "../matching/random.ts";
import type { GreyPicture, MatPose } from "../types.ts";

/** Printed by each test file, as all that is drawn at random hangs on it. */
export const testSeed = 1;

/** Soft dots of many sizes at random: something to recognise at every scale. */
export function randomDots(widthPx: number, heightPx: number, seed: number): GreyPicture {
  const random = seeded(seed);
  const levels = new Float32Array(widthPx * heightPx).fill(128);
  const dots = Math.round((widthPx * heightPx) / 110);
  for (let i = 0; i < dots; i++) {
    const radius = 1.5 + 7 * random() ** 3;
    addDot(levels, widthPx, heightPx, random() * widthPx, random() * heightPx, radius, 150 * (random() - 0.5));
  }
  return { widthPx, heightPx, data: Uint8ClampedArray.from(levels) };
}

function addDot(out: Float32Array, width: number, height: number, x: number, y: number, r: number, by: number): void {
  for (let j = Math.max(0, Math.floor(y - 3 * r)); j < Math.min(height, y + 3 * r); j++) {
    for (let i = Math.max(0, Math.floor(x - 3 * r)); i < Math.min(width, x + 3 * r); i++) {
      const place = j * width + i;
      out[place] = (out[place] as number) + by * Math.exp(-((i - x) ** 2 + (j - y) ** 2) / (2 * r * r));
    }
  }
}

export type Place = (x: number, y: number) => [number, number];

/** A picture whose pixel (x, y) shows what `from` has at `place(x, y)`; `outside` where it has nothing. */
export function warped(from: GreyPicture, widthPx: number, heightPx: number, place: Place, outside = 128): GreyPicture {
  const data = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [u, v] = place(x + 0.5, y + 0.5);
      data[y * widthPx + x] = sampled(from, u - 0.5, v - 0.5) ?? outside;
    }
  }
  return { widthPx, heightPx, data };
}

function sampled({ widthPx, heightPx, data }: GreyPicture, u: number, v: number): number | null {
  const [x, y] = [Math.floor(u), Math.floor(v)];
  if (x < 0 || y < 0 || x + 1 >= widthPx || y + 1 >= heightPx) return null;
  const [fx, fy] = [u - x, v - y];
  const at = (i: number, j: number) => data[(y + j) * widthPx + x + i] as number;
  const top = at(0, 0) * (1 - fx) + at(1, 0) * fx;
  return top * (1 - fy) + (at(0, 1) * (1 - fx) + at(1, 1) * fx) * fy;
}

/** A camera that looks at the mat's middle from so far, so high and so far round. */
export function poseAt(azimuthDeg: number, elevationDeg: number, distanceMm: number, focalPx: number): MatPose {
  const [a, e] = [(azimuthDeg * Math.PI) / 180, (elevationDeg * Math.PI) / 180];
  const right = [-Math.sin(a), Math.cos(a), 0];
  const along = [-Math.cos(e) * Math.cos(a), -Math.cos(e) * Math.sin(a), -Math.sin(e)];
  const down = [-Math.sin(e) * Math.cos(a), -Math.sin(e) * Math.sin(a), Math.cos(e)].map((value) => -value);
  return { rotation: [...right, ...down, ...along], translationMm: [0, 0, distanceMm], focalPx };
}

/** What such a camera sees of a textured plane `heightMm` above the mat, `mmPerPx` a texel, middle over middle. */
export function photoOfPlane(texture: GreyPicture, pose: MatPose, heightMm: number, mmPerPx: number): GreyPicture {
  const [widthPx, heightPx] = [400, 300];
  const r = pose.rotation as number[];
  const t = pose.translationMm as number[];
  const back = (i: number, v: number[]) =>
    (r[i] as number) * (v[0] as number) +
    (r[i + 3] as number) * (v[1] as number) +
    (r[i + 6] as number) * (v[2] as number);
  const centre = [0, 1, 2].map((i) => -back(i, t));
  return warped(texture, widthPx, heightPx, (x, y) => {
    const ray = [(x - widthPx / 2) / pose.focalPx, (y - heightPx / 2) / pose.focalPx, 1];
    const length = (heightMm - (centre[2] as number)) / back(2, ray);
    const at = (i: number) => (centre[i] as number) + length * back(i, ray);
    return [at(0) / mmPerPx + texture.widthPx / 2, at(1) / mmPerPx + texture.heightPx / 2];
  });
}
