import { createMemo, createSignal, onCleanup, onMount } from "solid-js";
import { words } from "../i18n/words.ts";
import { announce } from "../ui/announce.ts";
import type { createDirections } from "./directions-state.ts";
import { autoShutter, sound } from "./guide-settings.ts";
import { type Direction, keyOf, nextSector, sectorOf } from "./live/dome.ts";
import { feedbackAtStart, stepFeedback } from "./live/feedback.ts";
import { type FrameJudgement, stillVerdict } from "./live/judge-frame.ts";
import { type LiveJudge, type MatSight, startLiveJudge } from "./live/live-judge.ts";
import { type Cue, type ShutterEvent, type ShutterFrame, shutterAtStart, stepShutter } from "./live/shutter.ts";
import { type SurfaceFrame, surfaceFrom } from "./live/surface.ts";
import { makeSounds } from "./sounds.ts";

type Wiring = {
  video: () => HTMLVideoElement;
  withMat: () => boolean;
  started: () => boolean;
  full: () => boolean;
  directions: ReturnType<typeof createDirections>;
  /** Takes the photo; `saved` comes true once its bytes are safe on this device. */
  shoot: () => Promise<{ photo: Blob; saved: Promise<string | null> }>;
};

/** Fifteen frames a second guide a hand well enough, and leave the phone cool. */
const frameGapMs = 66;
const surfaceFramesMost = 12;
const poseKeptMs = 1_200;

/** Watches the picture, tells what to do, and takes photos when all is well. */
export function createGuide(wiring: Wiring) {
  const [sight, setSight] = createSignal<MatSight>("loading");
  const [direction, setDirection] = createSignal<Direction | null>(null);
  const [still, setStill] = createSignal<ReturnType<typeof stillVerdict>>("good");
  const [failed, setFailed] = createSignal(false);
  const [unwatched, setUnwatched] = createSignal(false);
  const [surfaceFrames, setSurfaceFrames] = createSignal<SurfaceFrame[]>([]);
  const sounds = makeSounds();
  let judge: LiveJudge | null = null;
  let poseAtMs = 0;
  const { step, cue, taking } = createShutter(sounds, () => void take());

  // The mat is lost for a frame now and then; words that come and go with it could not be read.
  const follow = (pose: Direction | null) => {
    const nowMs = performance.now();
    if (pose) poseAtMs = nowMs;
    if (pose || nowMs - poseAtMs > poseKeptMs) setDirection(pose);
  };

  const onFrame = (judged: FrameJudgement) => {
    follow(judged.pose);
    if (!wiring.started()) {
      setSurfaceFrames((known) => [...known.slice(1 - surfaceFramesMost), judged.surface]);
      return;
    }
    const matKnown = wiring.withMat() && sight() === "ready";
    const waiting = wiring.withMat() && sight() === "loading";
    const frame = {
      shiftShare: judged.motion.shiftShare,
      exposure: judged.exposure.verdict,
      sharp: judged.sharp,
      place: placeOf(judged.pose, wiring.directions),
    };
    step({
      type: "frame",
      frame,
      options: { auto: autoShutter() && !waiting, withMat: matKnown, full: wiring.full() },
    });
  };

  const take = async () => {
    setFailed(false);
    const from = direction();
    const shot = wiring.directions.shotFrom(wiring.withMat() ? from : null);
    try {
      const { photo, saved } = await wiring.shoot();
      sounds.signal("taken", sound());
      step({ type: "taken" });
      const judged = (await judge?.still(photo)) ?? null;
      const verdict = judged ? stillVerdict(judged) : "good";
      setStill(verdict);
      if (verdict !== "good") announce(words.guide.stills[verdict]);
      // The still knows best where it was taken from; where it does not see the mat, the preview before it did.
      shot.judged(verdict === "good" ? (judged?.pose ?? from) : null);
      shot.saved(await saved);
    } catch {
      shot.judged(null);
      setFailed(true);
      step({ type: "failed" });
    }
  };

  onMount(() => {
    try {
      judge = startLiveJudge(setSight, () => setUnwatched(true));
    } catch {
      setUnwatched(true);
      return;
    }
    onCleanup(watchFrames(judge, wiring.video, onFrame));
  });
  onCleanup(() => {
    judge?.close();
    sounds.close();
  });

  return {
    sight,
    direction,
    cue,
    still,
    failed,
    taking,
    unwatched,
    surface: createMemo(() => surfaceFrom(surfaceFrames())),
    next: createMemo(() => nextSector(wiring.directions.seen(), direction())),
    press: () => !wiring.full() && step({ type: "pressed" }),
    allowSound: sounds.allow,
  };
}

/** The pure shutter and what it says, with their clock, the screen, the screen reader and the tones. */
function createShutter(sounds: ReturnType<typeof makeSounds>, fire: () => void) {
  const [cue, setCue] = createSignal<Cue>("starting");
  const [taking, setTaking] = createSignal(false);
  let shutter = shutterAtStart;
  let feedback = feedbackAtStart;
  const step = (event: ShutterEvent) => {
    const nowMs = performance.now();
    const stepped = stepShutter(shutter, event, nowMs);
    shutter = stepped.state;
    setTaking(shutter.taking);
    const told = stepFeedback(feedback, shutter.cue, nowMs);
    feedback = told.state;
    setCue(told.feedback.shown);
    if (told.feedback.say) announce(words.guide.cues[told.feedback.say]);
    if (told.feedback.tone) sounds.signal(told.feedback.tone, sound());
    if (stepped.fire) fire();
  };
  return { step, cue, taking };
}

export type Guide = ReturnType<typeof createGuide>;

function placeOf(direction: Direction | null, directions: Wiring["directions"]): ShutterFrame["place"] {
  if (!direction) return null;
  const sector = sectorOf(direction);
  if (!sector) return "too-low";
  return directions.seen().has(keyOf(sector)) || directions.givenUp(sector) ? "seen" : "new";
}

/** One frame at a time, and none while nobody looks. Returns what stops it. */
function watchFrames(judge: LiveJudge, video: () => HTMLVideoElement, onFrame: (judged: FrameJudgement) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const look = async () => {
    const startedMs = performance.now();
    const judged = document.visibilityState === "visible" ? await judge.frame(video()) : null;
    if (stopped) return;
    if (judged) onFrame(judged);
    timer = setTimeout(() => void look(), Math.max(0, frameGapMs - (performance.now() - startedMs)));
  };
  void look();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
