/**
 * What the set judge is given and what it says. Everything here can be posted to and from a worker.
 * Pixels: the centre of the first pixel is (0.5, 0.5). Cameras: OpenCV axes, `x_camera = R · x_world + t`; mm.
 */

/** Row by row, one byte a pixel, 0 black … 255 white. */
export type GreyPicture = { widthPx: number; heightPx: number; data: Uint8Array | Uint8ClampedArray };

/** A rectangle of a picture, in that picture's pixels. */
export type Region = { leftPx: number; topPx: number; widthPx: number; heightPx: number };

/** Where the mat says the camera stood: world = mat, z up, mm. Focal length and centre in pixels of the picture given. */
export type MatPose = {
  /** Row by row, world to camera. */
  rotation: readonly number[];
  translationMm: readonly number[];
  focalPx: number;
  /** The picture's middle where it is left out. */
  centrePx?: readonly [number, number];
};

export type JudgedPhoto = {
  id: string;
  /** Place in the order of capture; need not be without gaps. */
  order: number;
  /** Photos of different passes (part turned over) are not expected to match. */
  pass?: number;
  /** The upright still. About 1280 px on the long side tells most; larger is shrunk, below 640 little is seen. */
  grey: GreyPicture;
  /** Null where the mat was not found in it. */
  pose: MatPose | null;
  /** Where the part is in `grey`; the middle of the picture, or the pose, tells it where this is left out. */
  partRegion?: Region | null;
};

export type Grade = "good" | "weak" | "unusable";

/** Why a still is not good. The worst comes first. */
export type StillReason =
  | "dark"
  | "bright"
  | "plain"
  | "blurred"
  | "duplicate"
  /** It matches none of the others: another scene, or a jump round the part. */
  | "not-connected"
  /** It matches others, but by too few features, or by a small patch of the picture. */
  | "little-overlap"
  /** The camera turned on the spot: nothing can be triangulated from it. */
  | "no-parallax"
  /** Others were posed by the mat, this one was not. */
  | "mat-not-seen"
  /** What it shows off the mat contradicts where the mat says it was taken. */
  | "contradicts-mat";

export type StillVerdict = {
  id: string;
  /** False: its light, sharpness and likeness are known, its place in the set is not yet. */
  judged: boolean;
  grade: Grade;
  reasons: StillReason[];
  /** By what is known so far: with fewer than `photosForVerdict` photos nothing is said to fail. */
  willRegister: boolean;
  registerProbability: number;
  /** 0 … 255. */
  brightness: number;
  /** Variance of the Laplacian in the part's region ÷ the median of the four nearest photos; null with too few. */
  relativeSharpness: number | null;
  /** Null until they are looked for. */
  features: number | null;
  /** Photos it overlaps with, the best first; `matches` are the ones that one geometry explains. */
  overlaps: { id: string; matches: number; spread: number }[];
  duplicateOf: string | null;
};

/** A place where the photos hang together by too little. */
export type Gap = {
  /**
   * `between`: one photo after the other, nothing shared. `around`: seen from the mat, nothing was shot in
   * `sector`. `lone`: one photo, or a few, that the rest does not reach.
   */
  kind: "between" | "around" | "lone";
  /** The photos on either side of it (`lone`: those that are cut off). */
  photoIds: string[];
  /** Where to stand, seen from the mat's middle; null without a mat. */
  sector: { azimuthDeg: number; elevationDeg: number; widthDeg: number } | null;
  /** How many photos would close it. */
  photosNeeded: number;
};

export type SetOutcome = "likely" | "risky" | "no";

export type SetVerdict = {
  outcome: SetOutcome;
  /** Probability that the reconstruction succeeds with at least four fifths of the photos in the right place. */
  confidence: number;
  /** How many photos this is about: those that are judged. `stills` tells of the others as well. */
  photos: number;
  connected: number;
  /** Pairs of photos that are yet to be compared: until there are none the rest may change. */
  pairsLeft: number;
  stills: StillVerdict[];
  gaps: Gap[];
};
