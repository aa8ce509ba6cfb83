import { projected } from "../matching/by-pose.ts";
import type { GreyPicture, MatPose, Region } from "../types.ts";

/** Around the mat's middle, mm: what a part that fits it takes up. */
const half = 45;
const heightMm = 45;
/** Without a mat: people put the part in the middle. */
const middleShare = 0.6;

/** Where the part is to be expected: sharpness, light and features count there. */
export function partRegion(picture: GreyPicture, pose: MatPose | null): Region {
  const corners = pose === null ? [] : boxCorners().map((corner) => projected(pose, picture, corner));
  const seen = corners.filter((corner) => corner !== null);
  if (seen.length < 8) return middleOf(picture);
  const xs = seen.map(([x]) => clamp(x, picture.widthPx));
  const ys = seen.map(([, y]) => clamp(y, picture.heightPx));
  const [leftPx, topPx] = [Math.floor(Math.min(...xs)), Math.floor(Math.min(...ys))];
  const region = {
    leftPx,
    topPx,
    widthPx: Math.ceil(Math.max(...xs)) - leftPx,
    heightPx: Math.ceil(Math.max(...ys)) - topPx,
  };
  return region.widthPx * region.heightPx > 0.01 * picture.widthPx * picture.heightPx ? region : middleOf(picture);
}

function boxCorners(): [number, number, number][] {
  const corners: [number, number, number][] = [];
  for (const x of [-half, half]) for (const y of [-half, half]) for (const z of [0, heightMm]) corners.push([x, y, z]);
  return corners;
}

function middleOf({ widthPx, heightPx }: GreyPicture): Region {
  const rim = (1 - middleShare) / 2;
  return {
    leftPx: Math.round(rim * widthPx),
    topPx: Math.round(rim * heightPx),
    widthPx: Math.round(middleShare * widthPx),
    heightPx: Math.round(middleShare * heightPx),
  };
}

const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value));
