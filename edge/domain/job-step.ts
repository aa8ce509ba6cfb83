import type { WorkerOutput } from "#contract/job";
import type { Failure } from "#contract/problem";
import {
  type Attempt,
  type AttemptPhase,
  findAttempt,
  freshAttempt,
  isAlive,
  type Job,
  type JobCommand,
  type JobEvent,
  newestAttempt,
  type Step,
} from "./job.ts";
import { jobLimits, refusedDelayMs, unsureDelayMs } from "./limits.ts";

/**
 * The life of a job: (job, event, now) → job + commands. Events may come twice, late, or in another order;
 * one that says nothing new returns the same object. A final job changes no more, whoever comes after.
 */
export function stepJob(job: Job, event: JobEvent, nowMs: number): Step {
  if (event.type === "cancel") return isAlive(job.phase) ? end(job, { phase: "cancelled" }, nowMs) : same(job);
  if (event.type === "tick") return isAlive(job.phase) ? tick(job, nowMs) : same(job);
  const attempt = findAttempt(job, event.attempt);
  if (!attempt) return same(job);
  if (event.type === "dispatch-accepted") return accepted(job, attempt, event.runpodId, nowMs);
  if (!isAlive(job.phase)) return same(job);
  switch (event.type) {
    case "dispatch-claimed":
      return attempt.phase === "waiting" && attempt.dueAtMs <= nowMs
        ? { job: withAttempt(job, { ...attempt, phase: "sending" }, nowMs), commands: [] }
        : same(job);
    case "dispatch-deferred":
      return attempt.phase === "sending" ? resend(job, attempt, nowMs + event.delayMs, nowMs) : same(job);
    case "dispatch-refused":
      return attempt.phase === "sending" ? refused(job, attempt, event.detail, nowMs) : same(job);
    case "dispatch-rejected":
      return attempt.phase === "sending" ? giveUp(job, unavailable(event.detail), nowMs) : same(job);
    case "dispatch-unsure":
      return attempt.phase === "sending" ? unsure(job, attempt, event.detail, nowMs) : same(job);
    case "dispatch-dead":
      return attempt.phase === "waiting" || attempt.phase === "sending"
        ? giveUp(job, unavailable("The job could not be handed to the GPU service."), nowMs)
        : same(job);
    case "attempt-started":
      return started(job, attempt, nowMs);
    case "attempt-ended":
      return ended(job, attempt, event.output, nowMs);
    case "attempt-lost":
      return lost(job, attempt, event.failure, nowMs);
  }
}

const same = (job: Job): Step => ({ job, commands: [] });
const unavailable = (detail: string): Failure => ({ code: "gpu-unavailable", detail, retryable: true });

function withAttempt(job: Job, next: Attempt, nowMs: number): Job {
  const changed = { ...next, changedAtMs: nowMs };
  return { ...job, attempts: job.attempts.map((a) => (a.attempt === next.attempt ? changed : a)) };
}

const setPhase = (job: Job, attempt: Attempt, phase: AttemptPhase, nowMs: number): Job =>
  withAttempt(job, { ...attempt, phase }, nowMs);

function resend(job: Job, attempt: Attempt, dueAtMs: number, nowMs: number): Step {
  return {
    job: withAttempt(job, { ...attempt, phase: "waiting", dueAtMs }, nowMs),
    commands: [{ do: "dispatch", attempt: attempt.attempt, notBeforeMs: dueAtMs }],
  };
}

function refused(job: Job, attempt: Attempt, detail: string, nowMs: number): Step {
  const kept = resend({ ...job, failure: unavailable(detail) }, attempt, nowMs + refusedDelayMs, nowMs);
  return { job: kept.job, commands: [...kept.commands, { do: "alert", kind: "gpu-unavailable", detail }] };
}

function accepted(job: Job, attempt: Attempt, runpodId: string, nowMs: number): Step {
  if (attempt.runpodId !== null) return same(job);
  const known = { ...attempt, runpodId };
  if (!isAlive(job.phase)) {
    // Cancelled or finished while /run was under way: nobody wants this run any more.
    return { job: withAttempt(job, known, nowMs), commands: [{ do: "halt", runpodId }] };
  }
  if (attempt.phase === "lost") return { job: withAttempt(job, known, nowMs), commands: [] };
  const phase = attempt.phase === "running" ? "running" : "sent";
  const next = withAttempt({ ...job, failure: null }, { ...known, phase }, nowMs);
  const superseded = attempt.attempt < newestAttempt(job).attempt;
  return { job: next, commands: superseded ? [{ do: "halt", runpodId }] : [] };
}

function started(job: Job, attempt: Attempt, nowMs: number): Step {
  if (attempt.phase === "running" || attempt.phase === "lost") return same(job);
  const begun: Job = { ...job, phase: "running", failure: null, startedAtMs: job.startedAtMs ?? nowMs };
  return { job: setPhase(begun, attempt, "running", nowMs), commands: [] };
}

function ended(job: Job, attempt: Attempt, output: WorkerOutput, nowMs: number): Step {
  const failure = output.label === "failed" ? verdict(output) : null;
  // Its manifest will be found again by every later look: it counts once, and never against a newer attempt.
  const countsNoMore = attempt.phase === "lost" || attempt.attempt < newestAttempt(job).attempt;
  if (failure?.retryable && (countsNoMore || job.losses < jobLimits.retriesMax)) {
    return lost(job, attempt, failure, nowMs);
  }
  const phase = failure ? "failed" : "done";
  return end(job, { phase, winner: attempt.attempt, output, failure }, nowMs);
}

const verdict = (output: WorkerOutput): Failure =>
  output.failure ?? { code: "output-missing", detail: "The worker failed without saying why.", retryable: true };

function lost(job: Job, attempt: Attempt, failure: Failure, nowMs: number): Step {
  if (attempt.phase === "lost") return same(job);
  const marked = setPhase(job, attempt, "lost", nowMs);
  // A newer attempt is already on its way: this one had been written off before.
  if (attempt.attempt < newestAttempt(job).attempt) return { job: marked, commands: [] };
  const counted = { ...marked, losses: job.losses + 1 };
  if (counted.losses > jobLimits.retriesMax) return giveUp(counted, failure, nowMs);
  return openNext(counted, failure, nowMs, nowMs);
}

function unsure(job: Job, attempt: Attempt, detail: string, nowMs: number): Step {
  const marked = setPhase(job, attempt, "unsure", nowMs);
  return openNext(marked, unavailable(detail), nowMs + unsureDelayMs(attempt.attempt), nowMs);
}

function openNext(job: Job, reason: Failure, dueAtMs: number, nowMs: number): Step {
  const attempt = newestAttempt(job).attempt + 1;
  if (attempt > jobLimits.attemptsMax) return giveUp(job, reason, nowMs);
  const attempts = [...job.attempts, freshAttempt(attempt, nowMs, dueAtMs)];
  return {
    job: { ...job, phase: "queued", failure: reason, attempts },
    commands: [{ do: "dispatch", attempt, notBeforeMs: dueAtMs }],
  };
}

function giveUp(job: Job, failure: Failure, nowMs: number): Step {
  const step = end(job, { phase: "failed", failure }, nowMs);
  const alert: JobCommand = { do: "alert", kind: failure.code, detail: failure.detail };
  return { job: step.job, commands: [...step.commands, alert] };
}

function end(job: Job, result: Partial<Job> & Pick<Job, "phase">, nowMs: number): Step {
  const next: Job = { ...job, failure: null, ...result, endedAtMs: nowMs };
  const commands: JobCommand[] = [];
  for (const a of job.attempts) {
    if (a.attempt === next.winner) continue;
    const mayRun = a.phase === "sent" || a.phase === "running" || a.phase === "unsure";
    if (a.runpodId !== null && mayRun) commands.push({ do: "halt", runpodId: a.runpodId });
    if (a.phase !== "waiting") commands.push({ do: "sweep", attempt: a.attempt });
  }
  return { job: next, commands };
}

/** What time alone decides: lost messages, runs that never begin, runs that never end. */
function tick(job: Job, nowMs: number): Step {
  const newest = newestAttempt(job);
  const idleMs = nowMs - newest.changedAtMs;
  if (newest.phase === "running") {
    const failure: Failure = { code: "stage-timeout", detail: "The worker did not end in time.", retryable: true };
    return idleMs > jobLimits.executionMaxMs + jobLimits.youngMs ? lost(job, newest, failure, nowMs) : same(job);
  }
  if (nowMs - queuedSinceMs(job) > jobLimits.queueMaxMs) {
    const waitedFor = job.failure ? ` Last: ${job.failure.detail}` : "";
    const failure: Failure = {
      code: "queue-expired",
      detail: `No worker began the job in time.${waitedFor}`,
      retryable: true,
    };
    return giveUp(job, failure, nowMs);
  }
  if (newest.phase === "sending" && idleMs > jobLimits.sendingMaxMs) {
    return unsure(job, newest, "The GPU service did not answer.", nowMs);
  }
  if (newest.phase === "waiting" && nowMs - Math.max(newest.dueAtMs, newest.changedAtMs) > jobLimits.dispatchLostMs) {
    return resend(job, newest, nowMs, nowMs);
  }
  return same(job);
}

/** Since when the job waits without a break: sendings that stayed unsure do not start the clock again. */
function queuedSinceMs(job: Job): number {
  const begun = job.attempts.filter((a) => a.phase === "lost" || a.phase === "running");
  return begun.length === 0 ? job.submittedAtMs : Math.max(...begun.map((a) => a.changedAtMs));
}
