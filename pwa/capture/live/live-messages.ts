import type { Grey } from "./grey.ts";
import type { FrameJudgement } from "./judge-frame.ts";

/** What the page and its watching worker say to each other. */
export type LiveQuestion =
  | { type: "load"; url: string }
  | { type: "frame"; id: number; picture: VideoFrame | ImageBitmap }
  | { type: "still"; id: number; photo: Blob }
  /** A still that was made small elsewhere. */
  | { type: "picture"; id: number; picture: Grey };
export type LiveAnswer =
  | { type: "loaded"; ok: boolean }
  | { type: "judged"; id: number; judged: FrameJudgement | null; tookMs: number };
