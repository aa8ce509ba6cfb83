import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type ShutterEvent, type ShutterFrame, type ShutterOptions, shutterAtStart, stepShutter } from "./shutter.ts";

const good: ShutterFrame = { shiftShare: 0.001, exposure: "good", sharp: true, place: "new" };
const onMat: ShutterOptions = { auto: true, withMat: true, full: false };
const frame = (change: Partial<ShutterFrame> = {}, options: Partial<ShutterOptions> = {}): ShutterEvent => ({
  type: "frame",
  frame: { ...good, ...change },
  options: { ...onMat, ...options },
});

/** Plays events 66 ms apart; gives the cues and when it fired. */
function play(events: ShutterEvent[], state = shutterAtStart) {
  const cues: string[] = [];
  const firedMs: number[] = [];
  let nowMs = 0;
  let current = state;
  for (const event of events) {
    const step = stepShutter(current, event, nowMs);
    current = step.state;
    cues.push(current.cue);
    if (step.fire) firedMs.push(nowMs);
    nowMs += 66;
  }
  return { state: current, cues, firedMs };
}
const times = (n: number, event: ShutterEvent) => Array.from({ length: n }, () => event);

test("it fires once when still, sharp, well exposed and somewhere new, after holding still", () => {
  const { firedMs, cues } = play(times(20, frame()));
  expect(firedMs).toHaveLength(1);
  expect(firedMs[0]).toBeGreaterThanOrEqual(350);
  expect(cues[0]).toBe("hold");
  expect(cues.at(-1)).toBe("taking");
});

test.each([
  ["too-fast", { shiftShare: 0.03 }],
  ["too-dark", { exposure: "dark" as const }],
  ["too-bright", { exposure: "clipped" as const }],
  ["blurred", { sharp: false }],
  ["no-mat", { place: null }],
  ["too-low", { place: "too-low" as const }],
  ["seen", { place: "seen" as const }],
])("it says %s and does not fire", (cue, change) => {
  const { firedMs, cues } = play(times(20, frame(change)));
  expect(firedMs).toEqual([]);
  expect(cues.at(-1)).toBe(cue);
});

test("trembling starts the holding anew", () => {
  const shaky = [...times(4, frame()), frame({ shiftShare: 0.008 })];
  expect(play([...shaky, ...shaky, ...shaky, ...shaky]).firedMs).toEqual([]);
});

test("after a photo it cools down, and needs a new place", () => {
  const { state } = play(times(8, frame()));
  const after = play([{ type: "taken" }, ...times(40, frame({ place: "seen" }))], state);
  expect(after.firedMs).toEqual([]);
  const on = play([{ type: "taken" }, ...times(40, frame())], state);
  expect(on.firedMs).toHaveLength(1);
  expect(on.firedMs[0]).toBeGreaterThan(900);
});

test("a photo that failed is tried again after a pause", () => {
  const { state } = play(times(8, frame()));
  expect(play([{ type: "failed" }, ...times(40, frame())], state).firedMs).toHaveLength(1);
});

test("switched off it only says that all is well; a press always takes one, and never two at once", () => {
  const { cues, firedMs } = play(times(20, frame({}, { auto: false })));
  expect(firedMs).toEqual([]);
  expect(cues.at(-1)).toBe("ready");
  expect(play([frame({ exposure: "dark" }), { type: "pressed" }, { type: "pressed" }]).firedMs).toHaveLength(1);
});

test("without the mat a new place is one to which the picture has travelled", () => {
  const bare = { withMat: false };
  const still = frame({ place: null }, bare);
  const { state, firedMs } = play(times(8, still));
  expect(firedMs).toHaveLength(1);
  expect(play([{ type: "taken" }, ...times(40, still)], state).firedMs).toEqual([]);
  const moving = frame({ place: null, shiftShare: 0.015 }, bare);
  expect(play([{ type: "taken" }, ...times(20, moving), ...times(20, still)], state).firedMs).toHaveLength(1);
});

test("whatever is seen, no two photos are asked for at once, and none of a bad picture", () => {
  const event: fc.Arbitrary<ShutterEvent> = fc.oneof(
    fc.record({
      type: fc.constant("frame" as const),
      frame: fc.record({
        shiftShare: fc.double({ min: 0, max: 0.06, noNaN: true }),
        exposure: fc.constantFrom("good" as const, "dark" as const, "clipped" as const),
        sharp: fc.boolean(),
        place: fc.constantFrom("new" as const, "seen" as const, "too-low" as const, null),
      }),
      options: fc.record({ auto: fc.boolean(), withMat: fc.boolean(), full: fc.boolean() }),
    }),
    fc.constantFrom<ShutterEvent>({ type: "taken" }, { type: "failed" }, { type: "pressed" }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 80 }), (events) => {
      let state = shutterAtStart;
      let nowMs = 0;
      for (const next of events) {
        const busy = state.taking;
        const { state: after, fire } = stepShutter(state, next, nowMs);
        if (fire && busy) return false;
        if (fire && next.type === "frame") {
          const { exposure, sharp, place } = next.frame;
          if (exposure !== "good" || !sharp || next.options.full || (next.options.withMat && place !== "new"))
            return false;
        }
        state = after;
        nowMs += 100;
      }
      return true;
    }),
  );
});
