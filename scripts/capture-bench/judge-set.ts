// One set before the judge, photo by photo as a person would shoot it.
import { createSetJudge } from "../../pwa/judging/judge.ts";
import type { Measures } from "../../pwa/judging/set/measures.ts";
import type { SetVerdict } from "../../pwa/judging/types.ts";
import { readGrey, readPixels } from "./sets.ts";

export type Judged = {
  verdict: SetVerdict;
  measures: Measures[];
  /** Median and longest of the photos, and the verdict after the last one. */
  ms: { addMedian: number; addMost: number; last: number; verdict: number };
};

export function judgeSet(name: string): Judged {
  const judge = createSetJudge();
  const took: number[] = [];
  readGrey(name).forEach((photo, order) => {
    const grey = { widthPx: photo.widthPx, heightPx: photo.heightPx, data: readPixels(name, photo) };
    const started = performance.now();
    judge.add({ id: photo.name, order, grey, pose: photo.pose });
    took.push(performance.now() - started);
  });
  const started = performance.now();
  const verdict = judge.verdict();
  const verdictMs = performance.now() - started;
  const sorted = took.toSorted((a, b) => a - b);
  const ms = {
    addMedian: Math.round(sorted[sorted.length >> 1] ?? 0),
    addMost: Math.round(sorted.at(-1) ?? 0),
    last: Math.round((took.at(-1) ?? 0) + verdictMs),
    verdict: Math.round(verdictMs),
  };
  return { verdict, measures: judge.measures(), ms };
}
