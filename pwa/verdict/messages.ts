import type { Grey } from "../capture/live/grey.ts";
import type { ShotMat } from "../capture/shot.ts";
import type { SetVerdict } from "../judging/types.ts";

/** A photo of the outbox as it goes to the worker that judges. `mat`: where it says the camera stood, or that it asks. */
export type PhotoToJudge = {
  id: string;
  order: number;
  pass: number;
  bytes: ArrayBuffer;
  mat: ShotMat | "find" | null;
};

export type VerdictQuestion =
  | { type: "add"; photo: PhotoToJudge }
  | { type: "remove"; id: string }
  /** The answer to `find`. */
  | { type: "found"; id: string; mat: ShotMat | null };

export type VerdictAnswer =
  /** A photo's bytes are done with: the next may come. `readable` is false where this browser cannot decode them. */
  | { type: "taken"; id: string; readable: boolean }
  /** The set as it is known by now. */
  | { type: "verdict"; verdict: SetVerdict }
  /** A photo was compared with all it is to be compared with; `tookMs`: the work on it. */
  | { type: "compared"; id: string; tookMs: number }
  /** The photo, small: is the mat in it? */
  | { type: "find"; id: string; picture: Grey };
