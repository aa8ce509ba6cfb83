import type { Cue } from "./shutter.ts";
import { type Steady, settle, steadyAt } from "./steady.ts";

export type Tone = "taken" | "too-fast" | "too-dark";
/** What leaves the app at one frame: words for the eye, words for the ear, a tone. */
export type Feedback = { shown: Cue; say: Cue | null; tone: Tone | null };
export type FeedbackState = {
  eye: Steady<Cue>;
  ear: Steady<Cue>;
  /** The last one that sounded, and when. */
  tone: Tone | null;
  tonedAtMs: number;
};

export const feedbackAtStart: FeedbackState = {
  eye: steadyAt<Cue>("starting"),
  ear: steadyAt<Cue>("starting"),
  tone: null,
  tonedAtMs: Number.NEGATIVE_INFINITY,
};

const eyeHoldMs = 180;
/** A spoken cue takes a second or two: only what lasts is worth saying. */
const earHoldMs = 800;
const toneGapMs = 2_500;
/** Said by what they do: the taken photo is announced with its count. */
const silent: ReadonlySet<Cue> = new Set(["starting", "hold", "taking", "taken"]);
const tones: Partial<Record<Cue, Tone>> = { "too-fast": "too-fast", "too-dark": "too-dark" };

export function stepFeedback(
  state: FeedbackState,
  cue: Cue,
  nowMs: number,
): { state: FeedbackState; feedback: Feedback } {
  const atOnce = cue === "taken" || cue === "taking";
  const eye = settle(state.eye, cue, nowMs, atOnce ? 0 : eyeHoldMs);
  const ear = settle(state.ear, cue, nowMs, earHoldMs);
  const say = ear.shown !== state.ear.shown && !silent.has(ear.shown) ? ear.shown : null;
  const wanted = tones[eye.shown] ?? null;
  const due = nowMs - state.tonedAtMs >= toneGapMs || wanted !== state.tone;
  const tone = wanted && due ? wanted : null;
  const next = { eye, ear, tone: tone ?? state.tone, tonedAtMs: tone ? nowMs : state.tonedAtMs };
  return { state: next, feedback: { shown: eye.shown, say, tone } };
}
