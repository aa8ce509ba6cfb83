/** How pixels get from the video to the worker: copied as the decoder left them, or drawn and read back. */
export type Way = "copy" | "draw";
export type ReadingWay = { way: Way; copyMs: readonly number[]; drawMs: readonly number[]; settled: boolean };

export const readingWayAtStart: ReadingWay = { way: "copy", copyMs: [], drawMs: [], settled: false };

const triesEach = 3;
/**
 * Fast enough for eight frames a second beside all else: the other way is not tried. Without a GPU each frame that is
 * drawn leaves 4 bytes a pixel of shared memory behind until some later collection: on a busy machine, where copying
 * took more than the 12 ms that stood here before, the page grew by 400 MB.
 */
const fastMs = 60;

/**
 * Which of the two is faster depends on the machine (without a GPU drawing took 240 ms, copying 6; a phone's camera of
 * 12 megapixels may be the other way round), so each is timed on a few frames.
 */
export function timed(before: ReadingWay, tookMs: number): ReadingWay {
  if (before.settled) return before;
  const key = before.way === "copy" ? "copyMs" : "drawMs";
  const state = { ...before, [key]: [...before[key], tookMs] };
  if (state[key].length < triesEach) return state;
  const best = Math.min(...state.copyMs);
  if (state.way === "copy") return best <= fastMs ? { ...state, settled: true } : { ...state, way: "draw" };
  return { ...state, way: best <= Math.min(...state.drawMs) ? "copy" : "draw", settled: true };
}

/** Frames that cannot be copied are drawn from then on. */
export const withoutCopy = (before: ReadingWay): ReadingWay => ({ ...before, way: "draw", settled: true });
