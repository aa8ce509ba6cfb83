/** What is kept of how a photo was taken: stands with the photo in this device's database, and is never sent. */
export type Shot = {
  /** Null: the browser tells nothing of its camera. */
  lens: LensSettings | null;
  /** Null: no sensor, or not allowed. */
  held: Held | null;
  /** From where the mat says it was taken; null where it is not in the photo, left out where nobody looked. */
  mat?: ShotMat | null;
};

/** As the camera stood; what a browser does not tell is left out. */
export type LensSettings = {
  label: string;
  /** A still of its own, or a frame of the film. */
  way: "still" | "frame";
  exposureMs?: number;
  exposureMode?: string;
  iso?: number;
  focusDistanceM?: number;
  focusMode?: string;
  colourTemperatureK?: number;
  zoom?: number;
  torch?: boolean;
};

/** The phone's attitude as its sensors have it (W3C device orientation, degrees). */
export type Held = {
  alphaDeg: number;
  betaDeg: number;
  gammaDeg: number;
  /** Since when the sensor was listened to: between two such times `alpha` has another zero. */
  sinceMs: number;
};

/** World = mat, mm; camera axes as OpenCV has them. `focalShare`: focal length ÷ the photo's longer side. */
export type ShotMat = { rotation: readonly number[]; translationMm: readonly number[]; focalShare: number };
