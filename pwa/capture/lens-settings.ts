import type { LensSettings } from "./shot.ts";

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
