import { expect, test } from "vitest";
import type { ProgressEvent } from "#contract/job-words";
import { noProgress, type Progress, takeProgress } from "./progress.ts";

const event = (attempt: number, sequence: number, stage: ProgressEvent["stage"]): ProgressEvent => ({
  ...{
    attempt,
    sequence,
    stage,
    state: "running" as const,
    done: sequence,
    total: 9,
    text: `${stage} ${sequence}`,
    atMs: 1,
  },
});
const takeAll = (events: ProgressEvent[]): Progress => events.reduce((p, e) => takeProgress(p, e) ?? p, noProgress);

test("the newest event of each stage is kept, in the stages' order", () => {
  const progress = takeAll([event(1, 0, "load"), event(1, 1, "poses"), event(1, 2, "features"), event(1, 3, "poses")]);
  expect(progress.stages.map((e) => e.text)).toEqual(["load 0", "features 2", "poses 3"]);
});

test("late and doubled events change nothing", () => {
  const progress = takeAll([event(1, 5, "dense")]);
  expect(takeProgress(progress, event(1, 5, "dense"))).toBeNull();
  expect(takeProgress(progress, event(1, 4, "mesh"))).toBeNull();
});

test("a new attempt begins from nothing, and the old one is not heard any more", () => {
  const progress = takeAll([event(1, 7, "dense"), event(2, 0, "load")]);
  expect(progress.stages.map((e) => e.text)).toEqual(["load 0"]);
  expect(takeProgress(progress, event(1, 8, "mesh"))).toBeNull();
});
