import type { MatPose, SetVerdict } from "../judging/types.ts";

/** A photo of the outbox as it goes to the worker that judges. `focalShare`: focal length ÷ longer side. */
export type PhotoToJudge = {
  id: string;
  order: number;
  pass: number;
  photo: Blob;
  mat: (Pick<MatPose, "rotation" | "translationMm"> & { focalShare: number }) | null;
};

export type VerdictQuestion = { type: "add"; photo: PhotoToJudge } | { type: "remove"; id: string };

/** After every question the set as it now stands. */
export type VerdictAnswer = { verdict: SetVerdict; tookMs: number };
