import type { MatPose } from "../types.ts";
import type { Matches } from "./nearest.ts";
import type { Seen } from "./verify.ts";

/** A photo whose pose the mat told; `focalPx` and centre in the pixels of its features. */
export type Posed = Seen & { pose: MatPose };

/** How the matches of two photos stand to where the mat says they were taken from. */
export type PoseCheck = {
  /** Rows of the matches that lie off the mat's plane and where both poses want them. */
  agreeing: Int32Array;
  /** Matches that the mat's plane does not explain, agreeing or not. */
  offMat: number;
};

const limitPx = 3;
const referenceSidePx = 1280;
const lowestMm = 1;

export function checkByPoses(a: Posed, b: Posed, matches: Matches): PoseCheck {
  const limits = [a, b].map(({ size }) => (limitPx * Math.max(size.widthPx, size.heightPx)) / referenceSidePx);
  const agreeing = new Int32Array(matches.count);
  let [count, offMat] = [0, 0];
  for (let k = 0; k < matches.count; k++) {
    const first = rayOf(a, matches.first[k] as number);
    const second = rayOf(b, matches.second[k] as number);
    if (onMat(first, b, matches.second[k] as number, limits[1] as number)) continue;
    offMat++;
    const point = between(first, second);
    if (point === null || point[2] < lowestMm) continue;
    const off = [errorPx(a, matches.first[k] as number, point), errorPx(b, matches.second[k] as number, point)];
    if (off.every((error, side) => error < (limits[side] as number))) agreeing[count++] = k;
  }
  return { agreeing: agreeing.slice(0, count), offMat };
}

type Vector = [number, number, number];
type Ray = { from: Vector; along: Vector };

/** From the camera through a feature, in the mat's frame. */
function rayOf({ features, pose, size }: Posed, i: number): Ray {
  const [cx, cy] = pose.centrePx ?? [size.widthPx / 2, size.heightPx / 2];
  const x = ((features.xy[2 * i] as number) - cx) / pose.focalPx;
  const y = ((features.xy[2 * i + 1] as number) - cy) / pose.focalPx;
  return { from: centreOf(pose), along: turnedBack(pose, [x, y, 1]) };
}

/** The camera's place in the mat's frame. */
export function centreOf(pose: MatPose): Vector {
  const [x, y, z] = turnedBack(pose, pose.translationMm as unknown as Vector);
  return [-x, -y, -z];
}

function turnedBack({ rotation: r }: MatPose, [x, y, z]: Vector): Vector {
  const column = (i: number) => (r[i] as number) * x + (r[i + 3] as number) * y + (r[i + 6] as number) * z;
  return [column(0), column(1), column(2)];
}

/** Whether the first feature, taken for a place on the mat, is seen where the second one is. */
function onMat({ from, along }: Ray, other: Posed, i: number, limit: number): boolean {
  if (along[2] >= 0) return false;
  const length = -from[2] / along[2];
  return errorPx(other, i, [from[0] + length * along[0], from[1] + length * along[1], 0]) < limit;
}

/** The middle of the shortest line between two rays; null where they run apart, or meet behind a camera. */
function between(a: Ray, b: Ray): Vector | null {
  const gap: Vector = [b.from[0] - a.from[0], b.from[1] - a.from[1], b.from[2] - a.from[2]];
  const [aa, bb, ab] = [dot(a.along, a.along), dot(b.along, b.along), dot(a.along, b.along)];
  const [ga, gb] = [dot(gap, a.along), dot(gap, b.along)];
  const determinant = aa * bb - ab * ab;
  if (determinant < 1e-9 * aa * bb) return null;
  const s = (ga * bb - gb * ab) / determinant;
  const t = (ga * ab - gb * aa) / determinant;
  if (s <= 0 || t <= 0) return null;
  const middle = (i: 0 | 1 | 2) => (a.from[i] + s * a.along[i] + b.from[i] + t * b.along[i]) / 2;
  return [middle(0), middle(1), middle(2)];
}

const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

function errorPx(photo: Posed, i: number, point: Vector): number {
  const seen = projected(photo.pose, photo.size, point);
  if (seen === null) return Number.POSITIVE_INFINITY;
  const { xy } = photo.features;
  return Math.hypot(seen[0] - (xy[2 * i] as number), seen[1] - (xy[2 * i + 1] as number));
}

/** Where a place in the mat's frame is seen; null behind the camera. */
export function projected(pose: MatPose, size: Seen["size"], [x, y, z]: Vector): [number, number] | null {
  const { rotation: r, translationMm: t } = pose;
  const row = (i: number) =>
    (r[i] as number) * x + (r[i + 1] as number) * y + (r[i + 2] as number) * z + (t[i / 3] as number);
  const depth = row(6);
  if (depth <= 0) return null;
  const [cx, cy] = pose.centrePx ?? [size.widthPx / 2, size.heightPx / 2];
  return [(pose.focalPx * row(0)) / depth + cx, (pose.focalPx * row(3)) / depth + cy];
}
