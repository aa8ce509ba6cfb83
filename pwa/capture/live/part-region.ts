import { clipped, type Grey, middleOf, type Rect } from "./grey.ts";
import { project } from "./homography.ts";
import { markersMm } from "./mat-layout.ts";
import type { MatPose } from "./mat-pose.ts";

/** Markers nearer to the mat's middle than this may be hidden by the part; farther ones are hidden by something else. */
const reachMm = 95;
const hiddenLeast = 2;
/** Where nothing is hidden the part is small: a square of this half side round the mat's middle. */
const smallHalfMm = 18;

/** Where the part is in the picture: over the markers that it hides, or in the middle where there is no mat. */
export function partRegion(picture: Grey, pose: MatPose | null): Rect {
  if (!pose) return middleOf(picture);
  const seen = new Set(pose.markerIds);
  const points: { x: number; y: number }[] = [];
  let hidden = 0;
  markersMm.forEach((corners, id) => {
    if (seen.has(id) || Math.hypot(corners[0]?.x ?? 0, corners[0]?.y ?? 0) > reachMm) return;
    const inPicture = corners.map(({ x, y }) => project(pose.plane, x, y));
    if (!inPicture.every(({ x, y }) => x > 2 && y > 2 && x < picture.widthPx - 2 && y < picture.heightPx - 2)) return;
    hidden++;
    points.push(...inPicture);
  });
  if (hidden < hiddenLeast)
    points.push(...[-1, 1].flatMap((x) => [-1, 1].map((y) => project(pose.plane, x * smallHalfMm, y * smallHalfMm))));
  return around(points, picture);
}

function around(points: readonly { x: number; y: number }[], picture: Grey): Rect {
  // Single markers that were not read must not stretch it: the middle nine tenths of the points count.
  const xs = points.map(({ x }) => x).toSorted((a, b) => a - b);
  const ys = points.map(({ y }) => y).toSorted((a, b) => a - b);
  const at = (sorted: number[], share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [left, right] = [at(xs, 0.05), at(xs, 0.95)];
  const [top, bottom] = [at(ys, 0.05), at(ys, 0.95)];
  return clipped({ x: left, y: top, width: right - left, height: bottom - top }, picture, 48);
}
