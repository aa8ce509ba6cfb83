import { isIos } from "../app/install.ts";
import { lensSettings } from "./lens-settings.ts";
import type { LensSettings } from "./shot.ts";

export type LensProblem = "denied" | "none" | "busy" | "lost";
export type Lens = {
  stream: MediaStream;
  track: MediaStreamTrack;
  /** One still, as large as the camera gives, and how the camera stood. */
  shoot(video: HTMLVideoElement): Promise<{ photo: Blob; settings: LensSettings | null }>;
  hasTorch: boolean;
  zoom: { min: number; max: number; step: number } | null;
  /** The lens moves by hand: null where it cannot, or where the browser does not say how far. */
  focus: { min: number; max: number; step: number } | null;
  /** Focus can be held where it is: a lens that hunts changes its geometry from photo to photo. */
  canHoldFocus: boolean;
  /** Which camera it is, to open the same one again. */
  deviceId: string | null;
  setTorch(on: boolean): Promise<void>;
  holdFocus(on: boolean): Promise<void>;
  setFocus(distance: number): Promise<void>;
  setZoom(value: number): Promise<void>;
  close(): void;
};

type Range = { min: number; max: number; step?: number };
type PhotoCapabilities = MediaTrackCapabilities & {
  torch?: boolean;
  zoom?: Range;
  focusMode?: string[];
  focusDistance?: Range;
};
type PhotoConstraint = MediaTrackConstraintSet & {
  torch?: boolean;
  zoom?: number;
  focusMode?: string;
  focusDistance?: number;
};

/** More than phones film with: each gives its largest. A still may not have under 1 megapixel. */
const wanted: MediaTrackConstraints = { width: { ideal: 4096 }, height: { ideal: 3072 } };
const shootTimeoutMs = 5_000;
const jpegQuality = 0.95;

/** Opens the back camera and keeps the one stream: reopening it could switch lenses and their geometry. */
export async function openLens(pinnedId: string | null = null): Promise<Lens | { problem: LensProblem }> {
  if (!navigator.mediaDevices?.getUserMedia) return { problem: "none" };
  try {
    const stream = await openStream(pinnedId);
    const [track] = stream.getVideoTracks();
    return track ? makeLens(stream, track) : { problem: "none" };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

async function openStream(pinnedId: string | null): Promise<MediaStream> {
  const open = (which: MediaTrackConstraints) =>
    navigator.mediaDevices.getUserMedia({ audio: false, video: { ...wanted, ...which } });
  if (pinnedId) {
    try {
      return await open({ deviceId: { exact: pinnedId } });
    } catch (error) {
      // Browsers give a camera a new id now and then: any back camera is better than none.
      if (problemOf(error) !== "none") throw error;
    }
  }
  return open({ facingMode: { ideal: "environment" } });
}

function problemOf(error: unknown): LensProblem {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "none" : "busy";
}

function makeLens(stream: MediaStream, track: MediaStreamTrack): Lens {
  const capabilities = (track.getCapabilities?.() ?? {}) as PhotoCapabilities;
  const apply = (constraint: PhotoConstraint) =>
    track.applyConstraints({ advanced: [constraint] }).catch(() => undefined);
  // On iOS takePhoto may hang or end the page: there the frame of the (full-size) stream is the still.
  let still = typeof ImageCapture === "function" && !isIos ? new ImageCapture(track) : null;
  return {
    stream,
    track,
    async shoot(video) {
      if (still) {
        try {
          const photo = await within(still.takePhoto(), shootTimeoutMs);
          if (photo.size > 0) return { photo, settings: lensSettings(track, "still") };
        } catch {
          still = null;
        }
      }
      return { photo: await frameOf(video), settings: lensSettings(track, "frame") };
    },
    hasTorch: capabilities.torch === true,
    zoom: rangeOf(capabilities.zoom),
    focus: rangeOf(capabilities.focusDistance),
    canHoldFocus: ["manual", "continuous"].every((mode) => capabilities.focusMode?.includes(mode)),
    deviceId: track.getSettings?.().deviceId ?? null,
    setTorch: (on) => apply({ torch: on }),
    holdFocus: (on) => apply({ focusMode: on ? "manual" : "continuous" }),
    setFocus: (distance) => apply({ focusMode: "manual", focusDistance: distance }),
    setZoom: (value) => apply({ zoom: value }),
    close: () => track.stop(),
  };
}

const rangeOf = (range?: Range) => (range && range.max > range.min ? { step: 0.1, ...range } : null);

function within<Value>(work: Promise<Value>, timeoutMs: number): Promise<Value> {
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error("The camera took too long")), timeoutMs),
  );
  return Promise.race([work, late]);
}

async function frameOf(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", jpegQuality));
  if (!blob) throw new Error("The frame could not be kept");
  return blob;
}
