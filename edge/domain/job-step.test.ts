import { expect, test } from "vitest";
import type { WorkerOutput } from "#contract/job";
import type { Failure } from "#contract/problem";
import { type Job, type JobCommand, type JobEvent, newestAttempt, submitJob } from "./job.ts";
import { stepJob } from "./job-step.ts";
import { jobLimits } from "./limits.ts";

const worker = (code: Failure["code"] = "worker-lost"): Failure => ({ code, detail: "it was", retryable: true });
const output = (attempt: number, over: Partial<WorkerOutput> = {}): WorkerOutput => ({
  ...{
    schema: 1 as const,
    jobId: "j",
    attempt,
    label: "faceted" as const,
    failure: null,
    files: [],
    seconds: 1,
    ...over,
  },
});

/** Brings events to a fresh job, one a second. */
function live(...events: JobEvent[]): { job: Job; commands: JobCommand[]; nowMs: number } {
  let { job } = submitJob(0);
  let commands: readonly JobCommand[] = [];
  let nowMs = 0;
  for (const event of events) {
    nowMs += 1000;
    ({ job, commands } = stepJob(job, event, nowMs));
  }
  return { job, commands: [...commands], nowMs };
}
const claimed: JobEvent = { type: "dispatch-claimed", attempt: 1 };
const accepted = (attempt = 1): JobEvent => ({ type: "dispatch-accepted", attempt, runpodId: `rp-${attempt}` });
const started = (attempt = 1): JobEvent => ({ type: "attempt-started", attempt });
const lost = (attempt = 1, failure = worker()): JobEvent => ({ type: "attempt-lost", attempt, failure });
const ended = (attempt = 1, over: Partial<WorkerOutput> = {}): JobEvent => ({
  type: "attempt-ended",
  attempt,
  output: output(attempt, over),
});

test("a job goes from queued over running to done", () => {
  expect(live(claimed, accepted()).job.phase).toBe("queued");
  expect(live(claimed, accepted(), started()).job).toMatchObject({ phase: "running", startedAtMs: 3000 });
  expect(live(claimed, accepted(), started(), ended()).job).toMatchObject({
    phase: "done",
    winner: 1,
    endedAtMs: 4000,
  });
});

test("an attempt is claimed once however often its message comes", () => {
  const { job } = live(claimed);
  expect(stepJob(job, claimed, 5000)).toEqual({ job, commands: [] });
  expect(stepJob(job, claimed, 5000).job).toBe(job);
});

test("a lost attempt is repeated once by itself; the second loss is shown with its reason", () => {
  const first = live(claimed, accepted(), started(), lost());
  expect(first.job).toMatchObject({ phase: "queued", losses: 1, failure: { code: "worker-lost" } });
  expect(first.commands).toEqual([{ do: "dispatch", attempt: 2, notBeforeMs: 4000 }]);
  const second = live(
    claimed,
    accepted(),
    lost(),
    { ...claimed, attempt: 2 },
    accepted(2),
    lost(2, worker("stage-crashed")),
  );
  expect(second.job).toMatchObject({ phase: "failed", winner: null, failure: { code: "stage-crashed" } });
});

test("the same loss told three times counts once", () => {
  expect(live(claimed, accepted(), lost(), lost(), lost()).job).toMatchObject({ phase: "queued", losses: 1 });
});

test("a verdict on the photos is not repeated, and its report is kept", () => {
  const failure: Failure = { code: "scan-unregistered", detail: "3 of 24", retryable: false };
  expect(live(claimed, accepted(), ended(1, { label: "failed", failure })).job).toMatchObject({
    phase: "failed",
    winner: 1,
    failure,
    losses: 0,
  });
});

test("a failure that the worker calls retryable is repeated once", () => {
  const failure: Failure = { code: "stage-timeout", detail: "dense", retryable: true };
  const first = live(claimed, accepted(), ended(1, { label: "failed", failure }));
  expect(newestAttempt(first.job).attempt).toBe(2);
  const foundAgain = stepJob(first.job, ended(1, { label: "failed", failure }), 8000);
  expect(foundAgain.job, "the same manifest, found by the next poll, is no second failure").toBe(first.job);
  const second = stepJob(first.job, ended(2, { label: "failed", failure }), 9000);
  expect(second.job).toMatchObject({ phase: "failed", winner: 2, failure });
});

test("after a /run that may have been heard a new attempt is opened; the older one is halted when its id appears", () => {
  const unsure: JobEvent = { type: "dispatch-unsure", attempt: 1, detail: "timeout" };
  const { job, commands } = live(claimed, unsure);
  expect(job.attempts.map((a) => a.phase)).toEqual(["unsure", "waiting"]);
  expect(commands).toEqual([{ do: "dispatch", attempt: 2, notBeforeMs: 7000 }]);
  expect(stepJob(job, accepted(1), 8000).commands).toEqual([{ do: "halt", runpodId: "rp-1" }]);
});

test("whichever attempt ends first wins; the others are halted and their files swept", () => {
  const { job, commands } = live(claimed, accepted(), lost(), ended(1));
  expect(job).toMatchObject({ phase: "done", winner: 1 });
  expect(commands).toEqual([]);
  const two = live(
    claimed,
    accepted(),
    started(),
    lost(),
    { ...claimed, attempt: 2 },
    accepted(2),
    started(2),
    ended(1),
  );
  expect(two.job.winner).toBe(1);
  expect(two.commands).toEqual([
    { do: "halt", runpodId: "rp-2" },
    { do: "sweep", attempt: 2 },
  ]);
});

test("a final job changes no more", () => {
  const { job } = live(claimed, accepted(), started(), { type: "cancel" });
  for (const late of [ended(), lost(), started(), claimed, { type: "cancel" }, { type: "tick" }] as JobEvent[]) {
    expect(stepJob(job, late, 1e12).job).toBe(job);
  }
});

test("a run accepted after the cancel is halted", () => {
  const { commands } = live(claimed, { type: "cancel" }, accepted());
  expect(commands).toEqual([{ do: "halt", runpodId: "rp-1" }]);
});

test("busy: the same attempt later; refused: kept, shown, and a person is called", () => {
  const busy = live(claimed, { type: "dispatch-deferred", attempt: 1, delayMs: 7000 });
  expect(busy.commands).toEqual([{ do: "dispatch", attempt: 1, notBeforeMs: 9000 }]);
  expect(stepJob(busy.job, claimed, 8999).job).toBe(busy.job);
  const refused = live(claimed, { type: "dispatch-refused", attempt: 1, detail: "401" });
  expect(refused.job).toMatchObject({ phase: "queued", failure: { code: "gpu-unavailable" } });
  expect(refused.commands.map((c) => c.do)).toEqual(["dispatch", "alert"]);
});

test("a request that RunPod finds wrong fails at once, and so does a message the queue gave up", () => {
  expect(live(claimed, { type: "dispatch-rejected", attempt: 1, detail: "400" }).job.phase).toBe("failed");
  expect(live({ type: "dispatch-dead", attempt: 1 }).job.phase).toBe("failed");
});

test("a job that never begins expires and its run is halted", () => {
  const { job } = live(claimed, accepted());
  const step = stepJob(job, { type: "tick" }, jobLimits.queueMaxMs + 1);
  expect(step.job).toMatchObject({ phase: "failed", failure: { code: "queue-expired" } });
  expect(step.commands).toContainEqual({ do: "halt", runpodId: "rp-1" });
});

test("a run that never ends is given up after its time, and repeated", () => {
  const { job, nowMs } = live(claimed, accepted(), started());
  const step = stepJob(job, { type: "tick" }, nowMs + jobLimits.executionMaxMs + jobLimits.youngMs + 1);
  expect(step.job).toMatchObject({ phase: "queued", losses: 1, failure: { code: "stage-timeout" } });
});

test("a sender that died, or a lost message, is noticed by time alone", () => {
  const sending = live(claimed);
  expect(
    stepJob(sending.job, { type: "tick" }, 1000 + jobLimits.sendingMaxMs + 1).job.attempts.map((a) => a.phase),
  ).toEqual(["unsure", "waiting"]);
  const waiting = live();
  expect(stepJob(waiting.job, { type: "tick" }, jobLimits.dispatchLostMs + 1).commands).toHaveLength(1);
});

test("no more attempts than the contract knows", () => {
  let { job } = submitJob(0);
  let nowMs = 0;
  while (job.phase === "queued") {
    nowMs = newestAttempt(job).dueAtMs;
    const { attempt } = newestAttempt(job);
    job = stepJob(job, { type: "dispatch-claimed", attempt }, nowMs).job;
    job = stepJob(job, { type: "dispatch-unsure", attempt, detail: "502" }, nowMs).job;
  }
  expect(job).toMatchObject({ phase: "failed", failure: { code: "gpu-unavailable" } });
  expect(job.attempts).toHaveLength(jobLimits.attemptsMax);
});
