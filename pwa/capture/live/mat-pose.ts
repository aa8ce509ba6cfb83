import { fitHomography, type Homography, type Pair, project } from "./homography.ts";
import { markersMm } from "./mat-layout.ts";

export type Point = { x: number; y: number };
/** A marker as it was read in a picture: its corners clockwise from its own top left. */
export type SeenMarker = { id: number; corners: readonly Point[] };

/** From where the camera looks at the mat's middle. Azimuth 0 is the mat's right edge, 90 its far one. */
export type MatPose = {
  azimuthDeg: number;
  elevationDeg: number;
  distanceMm: number;
  /** In px of the picture that was judged: as the perspective says, or as guessed where it does not. */
  focalPx: number;
  /** Mat (mm) to picture (px). */
  plane: Homography;
  /** Mat to camera, OpenCV axes: `R · x + t`, R row by row. */
  rotation: readonly number[];
  translationMm: Vector;
  markerIds: readonly number[];
};

/** One marker can flip the pose; four cannot. */
const markersLeast = 4;
/** A phone's main camera: 26 mm on a 36 mm wide frame, give or take. */
const guessedFocalShare = 0.75;
const focalShareRange = { least: 0.5, most: 2.5 };
/** Generous, because lenses bend the plane; a misread marker is off by many squares. */
const errorMostShare = 0.012;

type Size = { widthPx: number; heightPx: number };
type Vector = readonly [number, number, number];

/** The pose of the camera over the mat, or null where too little of the mat is seen to be sure. */
export function poseFromMarkers(markers: readonly SeenMarker[], size: Size): MatPose | null {
  const limitPx = errorMostShare * Math.max(size.widthPx, size.heightPx);
  let kept = onceEach(markers);
  let plane = kept.length >= markersLeast ? fitHomography(pairsOf(kept)) : null;
  // The worst reading goes, one at a time: it bends the fit, and with it the errors of the good ones.
  while (plane) {
    const h = plane;
    const errors = kept.map((marker) => errorOf(h, marker));
    const worst = errors.indexOf(Math.max(...errors));
    if ((errors[worst] ?? 0) <= limitPx) break;
    kept = kept.filter((_, i) => i !== worst);
    plane = kept.length >= markersLeast ? fitHomography(pairsOf(kept)) : null;
  }
  if (!plane) return null;
  const focalPx = focalOf(plane, size) ?? guessedFocalShare * Math.max(size.widthPx, size.heightPx);
  const camera = cameraOf(plane, focalPx, size);
  if (!camera) return null;
  const [x, y, z] = camera.eye;
  const distanceMm = Math.hypot(x, y, z);
  return {
    azimuthDeg: (Math.atan2(y, x) * 180) / Math.PI,
    elevationDeg: (Math.asin(z / distanceMm) * 180) / Math.PI,
    distanceMm,
    focalPx,
    plane,
    rotation: camera.rotation,
    translationMm: camera.translationMm,
    markerIds: kept.map((marker) => marker.id),
  };
}

/** An id read twice is in doubt both times. */
function onceEach(markers: readonly SeenMarker[]): SeenMarker[] {
  const times = new Map<number, number>();
  for (const { id } of markers) times.set(id, (times.get(id) ?? 0) + 1);
  return markers.filter(({ id }) => times.get(id) === 1 && id in markersMm);
}

function pairsOf(markers: readonly SeenMarker[]): Pair[] {
  return markers.flatMap(({ id, corners }) =>
    corners.map((corner, i) => {
      const mm = markersMm[id]?.[i] ?? { x: 0, y: 0 };
      return { planeX: mm.x, planeY: mm.y, x: corner.x, y: corner.y };
    }),
  );
}

function errorOf(plane: Homography, marker: SeenMarker): number {
  return Math.max(
    ...pairsOf([marker]).map((pair) => {
      const at = project(plane, pair.planeX, pair.planeY);
      return Math.hypot(at.x - pair.x, at.y - pair.y);
    }),
  );
}

/** Columns of the homography with the picture's middle as origin: the rotated axes and the shift, times the focal length. */
function columnsOf(plane: Homography, size: Size): [Vector, Vector, Vector] {
  const at = (i: number) => plane[i] ?? 0;
  const column = (i: number): Vector => [
    at(i) - (size.widthPx / 2) * at(6 + i),
    at(3 + i) - (size.heightPx / 2) * at(6 + i),
    at(6 + i),
  ];
  return [column(0), column(1), column(2)];
}

/** The focal length that makes the two axes square and equally long; null where the mat is seen too flat to tell. */
function focalOf(plane: Homography, size: Size): number | null {
  const [a, b] = columnsOf(plane, size);
  // Square: a·b/f² + a3 b3 = 0. Equal: (a·a − b·b)/f² + a3² − b3² = 0. Both at once, by least squares.
  const p = [a[0] * b[0] + a[1] * b[1], a[0] ** 2 + a[1] ** 2 - b[0] ** 2 - b[1] ** 2];
  const q = [a[2] * b[2], a[2] ** 2 - b[2] ** 2];
  const [p0 = 0, p1 = 0] = p;
  const [q0 = 0, q1 = 0] = q;
  const inverseSquare = -(p0 * q0 + p1 * q1) / (p0 * p0 + p1 * p1);
  if (!(inverseSquare > 0)) return null;
  const focalPx = Math.sqrt(1 / inverseSquare);
  const share = focalPx / Math.max(size.widthPx, size.heightPx);
  return share > focalShareRange.least && share < focalShareRange.most ? focalPx : null;
}

/** Where the camera stands and how it is turned; null where the plane would be seen from below. */
function cameraOf(plane: Homography, focalPx: number, size: Size) {
  const [a, b, c] = columnsOf(plane, size).map(([x, y, z]): Vector => [x / focalPx, y / focalPx, z]) as [
    Vector,
    Vector,
    Vector,
  ];
  const scale = Math.sign(c[2]) / Math.sqrt(length(a) * length(b));
  const right = scaled(a, 1 / length(a));
  const along = scaled(b, 1 / length(b));
  // A guessed focal length leaves the axes a little askew: the error is shared between them.
  const up = unit(cross(right, along));
  const middle = unit([right[0] + along[0], right[1] + along[1], right[2] + along[2]]);
  const across = cross(up, middle);
  const x = scaled([middle[0] - across[0], middle[1] - across[1], middle[2] - across[2]], Math.SQRT1_2 * sign(c));
  const y = scaled([middle[0] + across[0], middle[1] + across[1], middle[2] + across[2]], Math.SQRT1_2 * sign(c));
  const z = cross(x, y);
  const translationMm = scaled(c, scale);
  const eye: Vector = [-dot(x, translationMm), -dot(y, translationMm), -dot(z, translationMm)];
  if (!Number.isFinite(eye[0]) || eye[2] <= 0) return null;
  return { eye, translationMm, rotation: [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]] };
}

const sign = (v: Vector) => Math.sign(v[2]);
const unit = (v: Vector): Vector => scaled(v, 1 / length(v));
const length = (v: Vector) => Math.hypot(...v);
const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const scaled = (v: Vector, by: number): Vector => [v[0] * by, v[1] * by, v[2] * by];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
