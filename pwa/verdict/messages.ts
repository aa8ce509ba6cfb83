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
  /** After every `add` and `remove`, the set as it now stands. */
  | { type: "verdict"; id: string; verdict: SetVerdict; tookMs: number }
  /** The photo, small: is the mat in it? */
  | { type: "find"; id: string; picture: Grey };
