import { createMemo, createSignal, onCleanup, onMount } from "solid-js";
import { words } from "../i18n/words.ts";
import { announce } from "../ui/announce.ts";
import { shotMatOf } from "../verdict/mat-finder.ts";
import type { createDirections } from "./directions-state.ts";
import { autoShutter, sound } from "./guide-settings.ts";
import { makeHeldSensor } from "./held-sensor.ts";
import { type Direction, keyOf, nextSector, sectorOf } from "./live/dome.ts";
import { feedbackAtStart, stepFeedback } from "./live/feedback.ts";
import { type FrameJudgement, stillVerdict } from "./live/judge-frame.ts";
import type { LiveJudge } from "./live/live-judge.ts";
import { type Cue, type ShutterEvent, type ShutterFrame, shutterAtStart, stepShutter } from "./live/shutter.ts";
import { type SurfaceFrame, surfaceFrom } from "./live/surface.ts";
import type { Held, LensSettings, Shot } from "./shot.ts";
import { createSight } from "./sight-state.ts";
import { makeSounds } from "./sounds.ts";

type Wiring = {
  video: () => HTMLVideoElement;
  withMat: () => boolean;
  /** The mat is to be looked for: chosen, or about to be. */
  matWanted: () => boolean;
  started: () => boolean;
  full: () => boolean;
  /** The shutter is left to the person: no room for another photo, or one is to be shot again. */
  byHand: () => boolean;
  directions: ReturnType<typeof createDirections>;
  shoot: () => Promise<{ photo: Blob; settings: LensSettings | null }>;
  /** The photo's id once it is safe on this device. */
  save: (photo: Blob, shot: Promise<Shot>) => Promise<string | null>;
};

/** Fifteen frames a second guide a hand well enough, and leave the phone cool. */
const frameGapMs = 66;
const surfaceFramesMost = 12;
const poseKeptMs = 1_200;

/** Watches the picture, tells what to do, and takes photos when all is well. */
export function createGuide(wiring: Wiring) {
  const [heldNow, setHeldNow] = createSignal<Held | null>(null);
  const [direction, follow] = createFollowed();
  const [still, setStill] = createSignal<ReturnType<typeof stillVerdict>>("good");
  const [failed, setFailed] = createSignal(false);
  const [surfaceFrames, setSurfaceFrames] = createSignal<SurfaceFrame[]>([]);
  const sounds = makeSounds();
  const sensor = makeHeldSensor();
  const { sight, unwatched, judge } = createSight(wiring.matWanted);
  const { step, cue, taking } = createShutter(sounds, () => void take());

  const onFrame = (judged: FrameJudgement) => {
    follow(judged.pose);
    setHeldNow(sensor.now());
    if (!wiring.started()) {
      setSurfaceFrames((known) => [...known.slice(1 - surfaceFramesMost), judged.surface]);
      return;
    }
    const matKnown = wiring.withMat() && sight() === "ready";
    const waiting = wiring.withMat() && sight() !== "ready" && sight() !== "missing";
    step({
      type: "frame",
      frame: asSeen(judged, wiring.directions),
      options: { auto: autoShutter() && !waiting && !wiring.byHand(), withMat: matKnown, full: wiring.full() },
    });
  };

  const take = async () => {
    setFailed(false);
    setStill("good");
    const from = direction();
    const counted = wiring.directions.shotFrom(wiring.withMat() ? from : null);
    try {
      const held = sensor.now();
      const { photo, settings } = await wiring.shoot();
      sounds.signal("taken", sound());
      step({ type: "taken" });
      const looked = wiring.withMat() && sight() === "ready";
      const judging = judge()?.still(photo) ?? Promise.resolve(null);
      const told = (judged: FrameJudgement | null): Shot => ({
        ...{ lens: settings, held },
        ...(judged && looked && { mat: shotMatOf(judged.pose) }),
      });
      const saved = wiring.save(photo, judging.then(told));
      const judged = await judging;
      const verdict = judged ? stillVerdict(judged) : "good";
      setStill(verdict);
      if (verdict !== "good") announce(words.guide.stills[verdict]);
      // The still knows best where it was taken from; where it does not see the mat, the preview before it did.
      counted.judged(verdict === "good" ? (judged?.pose ?? from) : null);
      counted.saved(await saved);
    } catch {
      counted.judged(null);
      setFailed(true);
      step({ type: "failed" });
    }
  };

  onMount(() => {
    sensor.start(false);
    onCleanup(watchFrames(judge, wiring.video, onFrame));
  });
  onCleanup(() => {
    sounds.close();
    sensor.close();
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
    heldNow,
    press: () => !wiring.full() && step({ type: "pressed" }),
    /** From a tap: what browsers give only then. Without a mat it is worth asking how the phone is held. */
    touched: (withMat: boolean) => {
      sounds.allow();
      sensor.start(!withMat);
    },
  };
}

/** The mat is lost for a frame now and then; words that come and go with it could not be read. */
function createFollowed() {
  const [direction, setDirection] = createSignal<Direction | null>(null);
  let poseAtMs = 0;
  const follow = (pose: Direction | null) => {
    const nowMs = performance.now();
    if (pose) poseAtMs = nowMs;
    if (pose || nowMs - poseAtMs > poseKeptMs) setDirection(pose);
  };
  return [direction, follow] as const;
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

const asSeen = (judged: FrameJudgement, directions: Wiring["directions"]): ShutterFrame => ({
  shiftShare: judged.motion.shiftShare,
  exposure: judged.exposure.verdict,
  sharp: judged.sharp,
  place: placeOf(judged.pose, directions),
});

function placeOf(direction: Direction | null, directions: Wiring["directions"]): ShutterFrame["place"] {
  if (!direction) return null;
  const sector = sectorOf(direction);
  if (!sector) return "too-low";
  return directions.seen().has(keyOf(sector)) || directions.givenUp(sector) ? "seen" : "new";
}

/** One frame at a time, and none while nobody looks. Returns what stops it. */
function watchFrames(
  judge: () => LiveJudge | null,
  video: () => HTMLVideoElement,
  onFrame: (judged: FrameJudgement) => void,
) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const look = async () => {
    const startedMs = performance.now();
    const judged = document.visibilityState === "visible" ? ((await judge()?.frame(video())) ?? null) : null;
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
