import { sectorOf } from "./dome.ts";
import { type Exposure, exposureOf } from "./exposure.ts";
import { clipped, type Grey, type Rect } from "./grey.ts";
import { type MatPose, poseFromMarkers, type SeenMarker } from "./mat-pose.ts";
import { coarse, type Motion, motionBetween } from "./motion.ts";
import { partRegion } from "./part-region.ts";
import { isSharp, noReference, type Sharpness, type SharpnessReference, sharpnessOf, withFrame } from "./sharpness.ts";
import { type SurfaceFrame, surfaceOf } from "./surface.ts";

export type FrameJudgement = {
  exposure: Exposure;
  motion: Motion;
  sharpness: Sharpness;
  sharp: boolean;
  region: Rect;
  /** Null: no mat seen, or not looked for. */
  pose: MatPose | null;
  surface: SurfaceFrame;
};

/** What is remembered from frame to frame. */
export type Watch = { last: Grey | null; reference: SharpnessReference };
export const watchAtStart: Watch = { last: null, reference: noReference };

/** Finds the mat's markers in a grey picture; null while that cannot be done (yet). */
export type FindMarkers = (picture: Grey) => SeenMarker[];

/** Moved by more, a frame is smeared: looking for the mat in it would cost time and find nothing. */
const tooFastToRead = 0.05;

export function judgeFrame(
  watch: Watch,
  picture: Grey,
  findMarkers: FindMarkers | null,
): { judged: FrameJudgement; watch: Watch } {
  const small = coarse(picture);
  const motion = watch.last ? motionBetween(watch.last, small) : { shiftShare: 1, unlike: 255 };
  const readable = watch.last === null || motion.shiftShare < tooFastToRead;
  const pose = findMarkers && readable ? poseFromMarkers(findMarkers(picture), picture) : null;
  const region = partRegion(picture, pose);
  const sharpness = sharpnessOf(picture, region);
  const judged = {
    exposure: exposureOf(picture, region),
    motion,
    sharpness,
    sharp: isSharp(sharpness, watch.reference),
    region,
    pose,
    surface: surfaceOf(picture, innerOf(region, picture)),
  };
  return { judged, watch: { last: small, reference: withFrame(watch.reference, sharpness) } };
}

/** A still, shrunk to the preview's size, against what the preview showed before it. */
export function judgeStill(watch: Watch, picture: Grey, findMarkers: FindMarkers | null): FrameJudgement {
  return { ...judgeFrame({ ...watch, last: null }, picture, findMarkers).judged, motion: { shiftShare: 0, unlike: 0 } };
}

/** Whether a still counts for the dome, and if not, why not. */
export function stillVerdict(judged: FrameJudgement): "good" | "dark" | "bright" | "blurred" | "too-low" {
  if (judged.exposure.verdict === "dark") return "dark";
  if (judged.exposure.verdict !== "good") return "bright";
  if (!judged.sharp) return "blurred";
  return judged.pose && !sectorOf(judged.pose) ? "too-low" : "good";
}

/** The region's rim is mat and table: white paper must not pass for a highlight, nor its squares for texture. */
function innerOf({ x, y, width, height }: Rect, picture: Grey): Rect {
  return clipped({ x: x + width / 4, y: y + height / 4, width: width / 2, height: height / 2 }, picture, 24);
}
