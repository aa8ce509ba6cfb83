import type { Report } from "#contract/report";

/** Small vector sums for telling where cameras stood; lengths in the report's unit. */
export type Vec3 = readonly [number, number, number];
type Camera = Report["cameras"][number];

export const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const plus = (a: Vec3, b: Vec3): Vec3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const times = (a: Vec3, k: number): Vec3 => [a[0] * k, a[1] * k, a[2] * k];
const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const unit = (a: Vec3): Vec3 => times(a, 1 / Math.max(Math.hypot(...a), 1e-12));

/** A placed camera of one pass: where it stood, seen from the part. */
export type Placed = { photoId: string; name: string; order: number; azimuthDeg: number; elevationDeg: number };

/** `frontDeg`: the azimuth of the pass's first photo, from which left and right are told. */
export type PassView = { pass: number; up: Vec3; east: Vec3; placed: Placed[]; frontDeg: number };

/** Where the camera stood and looked; null where it was not placed. */
function poseOf({ positionMm, rotation }: Camera): { at: Vec3; ahead: Vec3; up: Vec3 } | null {
  if (!positionMm || rotation?.length !== 9) return null;
  const r = rotation as [number, number, number, number, number, number, number, number, number];
  // Rows of R are the camera's axes in the world: x right, y down, z ahead.
  return { at: positionMm, ahead: [r[6], r[7], r[8]], up: [-r[3], -r[4], -r[5]] };
}

/** The part's middle: of its bounding box, else where the cameras look. */
export function middleOf(report: Pick<Report, "boundingBoxMm" | "cameras">): Vec3 | null {
  const box = report.boundingBoxMm;
  if (box) return times(plus(box.min, box.max), 0.5);
  const poses = report.cameras.map(poseOf).filter((pose) => pose !== null);
  if (poses.length < 3) return null;
  // The point nearest to all lines of sight, by a few steps towards the mean of its feet on them.
  let middle = times(
    poses.reduce((sum, { at }) => plus(sum, at), [0, 0, 0] as Vec3),
    1 / poses.length,
  );
  for (let step = 0; step < 200; step++) {
    const from = middle;
    const feet = poses.map(({ at, ahead }) => plus(at, times(ahead, dot(minus(from, at), ahead))));
    middle = times(
      feet.reduce((sum, foot) => plus(sum, foot), [0, 0, 0] as Vec3),
      1 / feet.length,
    );
  }
  return middle;
}

/** Up in a pass is where the cameras' tops point; the frame's z where it has one and it is about the same. */
function upOf(ups: readonly Vec3[], frame: Report["frame"]): Vec3 {
  const mean = unit(ups.reduce((sum, up) => plus(sum, up), [0, 0, 0] as Vec3));
  return frame !== "free" && mean[2] > 0.6 ? [0, 0, 1] : mean;
}

export function directionOf(towards: Vec3, { up, east }: Pick<PassView, "up" | "east">) {
  const north = cross(up, east);
  const azimuthDeg = degrees(Math.atan2(dot(towards, north), dot(towards, east)));
  return { azimuthDeg, elevationDeg: degrees(Math.asin(Math.max(-1, Math.min(1, dot(unit(towards), up))))) };
}

/** The placed cameras of each pass as directions from the part. */
export function passViews(report: Pick<Report, "boundingBoxMm" | "cameras" | "frame">): PassView[] {
  const middle = middleOf(report);
  if (!middle) return [];
  const passes = [...new Set(report.cameras.map((camera) => camera.pass))].sort((a, b) => a - b);
  return passes.flatMap((pass) => {
    const mine = report.cameras.flatMap((camera, order) => {
      const pose = camera.pass === pass ? poseOf(camera) : null;
      return pose ? [{ camera, order, pose }] : [];
    });
    if (mine.length < 3) return [];
    const up = upOf(
      mine.map(({ pose }) => pose.up),
      report.frame,
    );
    const east = unit(cross(Math.abs(up[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0], up));
    const placed = mine.map(({ camera: { photoId, name }, order, pose }) => {
      return { photoId, name, order, ...directionOf(minus(pose.at, middle), { up, east }) };
    });
    return [{ pass, up, east, placed, frontDeg: placed[0]?.azimuthDeg ?? 0 }];
  });
}

const degrees = (radians: number): number => (radians * 180) / Math.PI;

/** Into -180 … 180. */
export const turned = (deg: number): number => ((((deg + 180) % 360) + 360) % 360) - 180;

/** The angle between two directions from the part. */
export function apartDeg(a: Pick<Placed, "azimuthDeg" | "elevationDeg">, b: typeof a): number {
  const rad = Math.PI / 180;
  const flat = Math.cos(a.elevationDeg * rad) * Math.cos(b.elevationDeg * rad);
  const cosine =
    Math.sin(a.elevationDeg * rad) * Math.sin(b.elevationDeg * rad) +
    flat * Math.cos((a.azimuthDeg - b.azimuthDeg) * rad);
  return degrees(Math.acos(Math.max(-1, Math.min(1, cosine))));
}
