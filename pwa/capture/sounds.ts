import type { Tone } from "./live/feedback.ts";

type Note = { hertz: number; atMs: number; lastsMs: number };

/** Told apart without looking: up for a photo, a low knock for haste, down for the dark. */
const melodies: Record<Tone, readonly Note[]> = {
  taken: [
    { hertz: 880, atMs: 0, lastsMs: 70 },
    { hertz: 1320, atMs: 80, lastsMs: 110 },
  ],
  "too-fast": [
    { hertz: 196, atMs: 0, lastsMs: 60 },
    { hertz: 196, atMs: 110, lastsMs: 60 },
  ],
  "too-dark": [
    { hertz: 440, atMs: 0, lastsMs: 120 },
    { hertz: 294, atMs: 140, lastsMs: 180 },
  ],
};
const pulsesMs: Record<Tone, number[]> = { taken: [40], "too-fast": [25, 60, 25], "too-dark": [120] };
const loudness = 0.12;
const rampS = 0.012;

/** Tones and vibration. Browsers let a page sound only after a touch; before it, only the vibration is tried. */
export function makeSounds() {
  let context: AudioContext | null = null;
  const play = (note: Note) => {
    if (!context) return;
    const from = context.currentTime + note.atMs / 1000;
    const until = from + note.lastsMs / 1000;
    const oscillator = new OscillatorNode(context, { frequency: note.hertz, type: "triangle" });
    const gain = new GainNode(context, { gain: 0 });
    // Without ramps, each end is a click of its own.
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(loudness, from + rampS);
    gain.gain.setValueAtTime(loudness, until - rampS);
    gain.gain.linearRampToValueAtTime(0, until);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(from);
    oscillator.stop(until);
  };
  return {
    /** To be called from a tap or a key. */
    allow(): void {
      if (typeof AudioContext !== "function") return;
      context ??= new AudioContext();
      void context.resume().catch(() => undefined);
    },
    signal(tone: Tone, aloud: boolean): void {
      if (!aloud) return;
      navigator.vibrate?.(pulsesMs[tone]);
      if (context?.state === "running") melodies[tone].forEach(play);
    },
    close: () => void context?.close().catch(() => undefined),
  };
}
