import { expect, test } from "vitest";
import type { ProgressEvent } from "#contract/job-words";
import type { ScanView } from "#contract/scan";
import { withProgress } from "./live.ts";

const jobId = "70b00000-0000-4000-8000-000000000000";
const event = (change: Partial<ProgressEvent>) => ({
  type: "progress" as const,
  jobId,
  progress: {
    attempt: 1,
    sequence: 0,
    stage: "load" as const,
    state: "running" as const,
    done: 1,
    total: 24,
    text: "1 of 24",
    atMs: 0,
    ...change,
  },
});
const job = {
  jobId,
  attempt: 1,
  state: "queued" as const,
  label: null,
  failure: null,
  rebuild: null,
  progress: [],
  results: [],
  submittedAtMs: 0,
  startedAtMs: null,
  endedAtMs: null,
};
const view: ScanView = {
  scanId: jobId,
  name: "part",
  state: "queued",
  label: null,
  photoCount: 0,
  createdAtMs: 0,
  updatedAtMs: 0,
  previewUrl: null,
  photos: [],
  liveUrl: "",
  job,
  versions: [],
};

test("the newest event of each stage is kept, in stage order", () => {
  let next = withProgress(view, event({ stage: "poses", sequence: 5 }));
  next = withProgress(next, event({ stage: "load", sequence: 6 }));
  next = withProgress(next, event({ stage: "poses", sequence: 7, text: "23 of 24 photos placed" }));
  expect(next.job?.progress.map(({ stage, text }) => [stage, text])).toEqual([
    ["load", "1 of 24"],
    ["poses", "23 of 24 photos placed"],
  ]);
  expect(next.state).toBe("running");
});

test("a late event does not turn the figures back", () => {
  const newer = withProgress(view, event({ sequence: 9, text: "new" }));
  expect(withProgress(newer, event({ sequence: 3, text: "old" }))).toBe(newer);
});

test("a new attempt starts over; what an old one still says is dropped", () => {
  const first = withProgress(view, event({ stage: "dense", sequence: 40 }));
  const second = withProgress(first, event({ attempt: 2, sequence: 0 }));
  expect(second.job?.progress.map(({ stage }) => stage)).toEqual(["load"]);
  expect(withProgress(second, event({ stage: "dense", sequence: 41 }))).toBe(second);
});

test("another job's event changes nothing", () => {
  expect(withProgress(view, { ...event({}), jobId: "70b00000-0000-4000-8000-000000000001" })).toBe(view);
});
