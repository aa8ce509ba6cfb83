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

type Told = MediaTrackSettings & {
  exposureTime?: number;
  exposureMode?: string;
  iso?: number;
  focusDistance?: number;
  focusMode?: string;
  colorTemperature?: number;
  zoom?: number;
  torch?: boolean;
};

/** The settings of a track at the moment of a photo. */
export function lensSettings(
  track: Pick<MediaStreamTrack, "label"> & Partial<Pick<MediaStreamTrack, "getSettings">>,
  way: LensSettings["way"],
): LensSettings | null {
  const told = track.getSettings?.() as Told | undefined;
  if (!told) return null;
  const number = <Name extends string>(name: Name, value: number | undefined, unit = 1) =>
    typeof value === "number" && Number.isFinite(value) ? ({ [name]: value * unit } as Record<Name, number>) : {};
  const text = <Name extends string>(name: Name, value: string | undefined) =>
    typeof value === "string" && value ? ({ [name]: value } as Record<Name, string>) : {};
  return {
    label: track.label,
    way,
    // The standard counts exposure in tenths of a millisecond.
    ...number("exposureMs", told.exposureTime, 0.1),
    ...text("exposureMode", told.exposureMode),
    ...number("iso", told.iso),
    ...number("focusDistanceM", told.focusDistance),
    ...text("focusMode", told.focusMode),
    ...number("colourTemperatureK", told.colorTemperature),
    ...number("zoom", told.zoom),
    ...(typeof told.torch === "boolean" ? { torch: told.torch } : {}),
  };
}
