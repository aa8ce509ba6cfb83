import type { Exposure } from "./exposure.ts";

/** What a person is told now: one thing, the first that stands in the way. */
export type Cue =
  | "starting"
  | "ready"
  | "too-fast"
  | "too-dark"
  | "too-bright"
  | "blurred"
  | "no-mat"
  | "too-low"
  | "seen"
  | "hold"
  | "taking"
  | "taken"
  | "full";

/** One preview frame, as far as the shutter cares. `place` is null where no direction is known. */
export type ShutterFrame = {
  shiftShare: number;
  exposure: Exposure["verdict"];
  sharp: boolean;
  place: "new" | "seen" | "too-low" | null;
};

export type ShutterOptions = { auto: boolean; withMat: boolean; full: boolean };

export type ShutterState = {
  cue: Cue;
  stillSinceMs: number | null;
  /** While a photo is being taken, frames are only watched. */
  taking: boolean;
  coolUntilMs: number;
  /** How far the view has moved since the last photo, in shares of the picture: stands in for a direction. */
  travelShare: number;
};

export type ShutterEvent =
  | { type: "frame"; frame: ShutterFrame; options: ShutterOptions }
  | { type: "pressed" }
  | { type: "taken" }
  | { type: "failed" };

export const shutterAtStart: ShutterState = {
  cue: "starting",
  stillSinceMs: null,
  taking: false,
  coolUntilMs: 0,
  // The first photo needs no travel.
  travelShare: 1,
};

/** Hand tremor at 480 px is under a pixel a frame; a walk round a part is several. */
const stillBelowShare = 0.004;
const fastAboveShare = 0.02;
const holdMs = 350;
const coolMs = 900;
/** About 15° round a part that fills half of the picture. */
const travelLeastShare = 0.25;

/** `fire` is true in the one step that takes a photo. */
export function stepShutter(
  state: ShutterState,
  event: ShutterEvent,
  nowMs: number,
): { state: ShutterState; fire: boolean } {
  if (event.type === "pressed") {
    if (state.taking) return { state, fire: false };
    return { state: { ...state, taking: true, cue: "taking" }, fire: true };
  }
  if (event.type === "taken") {
    const after: ShutterState = {
      ...state,
      taking: false,
      cue: "taken",
      stillSinceMs: null,
      coolUntilMs: nowMs + coolMs,
      travelShare: 0,
    };
    return { state: after, fire: false };
  }
  if (event.type === "failed")
    return { state: { ...state, taking: false, stillSinceMs: null, coolUntilMs: nowMs + coolMs }, fire: false };
  return onFrame(state, event.frame, event.options, nowMs);
}

function onFrame(
  before: ShutterState,
  frame: ShutterFrame,
  options: ShutterOptions,
  nowMs: number,
): { state: ShutterState; fire: boolean } {
  const still = frame.shiftShare < stillBelowShare;
  const state: ShutterState = {
    ...before,
    stillSinceMs: still ? (before.stillSinceMs ?? nowMs) : null,
    travelShare: before.travelShare + (still ? 0 : frame.shiftShare),
  };
  if (state.taking) return { state, fire: false };
  // What was just taken stays to be read for a moment.
  if (nowMs < state.coolUntilMs) return { state, fire: false };
  const cue = cueOf(state, frame, options, nowMs);
  if (cue !== "taking") return { state: { ...state, cue }, fire: false };
  return { state: { ...state, cue, taking: true }, fire: true };
}

function cueOf(state: ShutterState, frame: ShutterFrame, options: ShutterOptions, nowMs: number): Cue {
  if (options.full) return "full";
  if (frame.shiftShare > fastAboveShare) return "too-fast";
  if (frame.exposure === "dark") return "too-dark";
  if (frame.exposure !== "good") return "too-bright";
  if (options.withMat && frame.place === null) return "no-mat";
  if (frame.place === "too-low") return "too-low";
  const isNew = options.withMat ? frame.place === "new" : state.travelShare >= travelLeastShare;
  if (!isNew) return "seen";
  if (!frame.sharp) return "blurred";
  if (!options.auto) return "ready";
  const held = state.stillSinceMs !== null && nowMs - state.stillSinceMs >= holdMs;
  return held ? "taking" : "hold";
}
