import type { WorkerOutput } from "#contract/job";
import { findAttempt, isAlive, type Job, type JobCommand, type JobEvent, submitJob } from "../domain/job.ts";
import { stepJob } from "../domain/job-step.ts";
import { type Evidence, judgeAttempt, type RunStatus } from "../domain/judge-attempt.ts";
import { Rng } from "./rng.ts";

type Message = Exclude<JobCommand, { do: "alert" }>;
interface Run {
  readonly id: string;
  readonly attempt: number;
  status: "IN_QUEUE" | "IN_PROGRESS" | "COMPLETED" | "FAILED" | "CANCELLED";
  output: WorkerOutput | null;
  forgotten: boolean;
}

/** Everything round a job, in memory and unreliable: the outbox, queues, RunPod, workers, callbacks, time. */
export class World {
  job: Job;
  readonly endings: string[] = [];
  readonly sendings = new Map<number, number>();
  private readonly rng: Rng;
  private nowMs = 1_000_000;
  private outbox: Message[] = [];
  private queue: Message[] = [];
  private runs: Run[] = [];
  private files = new Map<number, WorkerOutput>();
  private callbacks: { run: Run; heard: WorkerOutput | null }[] = [];
  private alerts: string[] = [];
  private kind = false;

  constructor(seeds: readonly number[]) {
    this.rng = new Rng(seeds.reduce((h, n) => (h * 31 + n) % 2147483647, 7));
    const step = submitJob(this.nowMs);
    this.job = step.job;
    this.keep(step.commands);
  }

  happen(choice: number): void {
    this.nowMs += choice % 7 === 0 ? (choice % 11) * 60_000 : choice % 5000;
    const acts = [
      () => this.pump(),
      () => this.deliver(),
      () => this.deliver(),
      () => this.work(),
      () => this.work(),
      () => this.callBack(),
      () => this.check(),
      () => this.bring({ type: "tick" }),
      () => choice % 13 === 0 && this.bring({ type: "cancel" }),
      () => choice % 17 === 0 && this.loseMessage(),
    ];
    acts[choice % acts.length]?.();
  }

  /** The faults stop: alarm, cron and queues get their turns until nothing moves. */
  comeToRest(): void {
    this.kind = true;
    for (let i = 0; i < 400; i++) {
      this.nowMs += 60_000;
      this.bring({ type: "tick" });
      this.pump();
      while (this.queue.length > 0) this.deliver();
      // Once the job has ended, what still runs stops because it is halted, not because it gets done.
      if (isAlive(this.job.phase)) this.work();
      this.callBack();
      this.check();
      if (!isAlive(this.job.phase) && this.outbox.length + this.queue.length === 0 && this.liveRuns().length === 0)
        return;
    }
  }

  liveRuns = (): string[] =>
    this.runs.filter((r) => r.status === "IN_QUEUE" || r.status === "IN_PROGRESS").map((r) => r.id);
  strayFiles = (): number[] => [...this.files.keys()].filter((attempt) => attempt !== this.job.winner);
  filesOf = (attempt: number | null): boolean => attempt !== null && this.files.has(attempt);
  alertsOf = (kind: string): number => this.alerts.filter((k) => k === kind).length;

  /** One guarded write: the step and its messages together, or – when the writer dies first – nothing. */
  private bring(event: JobEvent): boolean {
    if (this.fault(0.05)) return false;
    const step = stepJob(this.job, event, this.nowMs);
    if (step.job === this.job) {
      expectNothing(step.commands);
      return false;
    }
    if (isAlive(this.job.phase) && !isAlive(step.job.phase)) this.endings.push(step.job.phase);
    this.job = step.job;
    this.keep(step.commands);
    return true;
  }

  private keep(commands: readonly JobCommand[]): void {
    for (const c of commands) {
      if (c.do === "alert") this.alerts.push(c.kind);
      else this.outbox.push(c);
    }
  }

  private fault = (probability: number): boolean => !this.kind && this.rng.next() < probability;

  private pump(): void {
    for (const message of [...this.outbox]) {
      if (this.fault(0.2)) return;
      this.queue.push(message);
      // Dies between the queue's yes and the deletion of its row: the message will come twice.
      if (this.fault(0.15)) return;
      this.outbox = this.outbox.filter((m) => m !== message);
    }
  }

  private loseMessage(): void {
    const lost = this.queue.splice(this.rng.below(this.queue.length), 1)[0];
    // Not even a queue that gives up is silent: its dead letter is read.
    if (lost?.do === "dispatch" && this.rng.next() < 0.5) this.bring({ type: "dispatch-dead", attempt: lost.attempt });
    // The halt and sweep of a lost message are taken up by RunPod's own limits and the orphan sweep.
    if (lost && lost.do !== "dispatch") this.queue.push(lost);
  }

  private deliver(): void {
    if (this.queue.length === 0) return;
    const message = this.queue.splice(this.rng.below(this.queue.length), 1)[0] as Message;
    if (this.fault(0.15)) this.queue.push(message);
    if (message.do === "dispatch") this.dispatch(message.attempt);
    else if (message.do === "halt") this.halt(message.runpodId);
    else if (message.attempt !== this.job.winner) this.files.delete(message.attempt);
  }

  private halt(runpodId: string): void {
    const run = this.runs.find((r) => r.id === runpodId);
    if (run && (run.status === "IN_QUEUE" || run.status === "IN_PROGRESS")) run.status = "CANCELLED";
  }

  private dispatch(attempt: number): void {
    if (!this.bring({ type: "dispatch-claimed", attempt })) {
      const found = findAttempt(this.job, attempt);
      if (isAlive(this.job.phase) && found?.phase === "waiting" && found.dueAtMs > this.nowMs) {
        this.outbox.push({ do: "dispatch", attempt, notBeforeMs: found.dueAtMs });
      }
      return;
    }
    if (this.fault(0.1)) return;
    if (this.fault(0.1)) return void this.bring({ type: "dispatch-deferred", attempt, delayMs: 30_000 });
    if (this.fault(0.05)) return void this.bring({ type: "dispatch-refused", attempt, detail: "401" });
    if (this.fault(0.1)) return void this.bring({ type: "dispatch-unsure", attempt, detail: "502" });
    this.sendings.set(attempt, (this.sendings.get(attempt) ?? 0) + 1);
    const run: Run = { id: `rp-${attempt}`, attempt, status: "IN_QUEUE", output: null, forgotten: false };
    this.runs.push(run);
    if (this.fault(0.15)) return void this.bring({ type: "dispatch-unsure", attempt, detail: "timeout" });
    this.bring({ type: "dispatch-accepted", attempt, runpodId: run.id });
  }

  /** A worker takes a run a step further – or is killed. */
  private work(): void {
    for (const run of this.runs) {
      if (run.status === "IN_QUEUE" && !this.fault(0.5)) run.status = "IN_PROGRESS";
      else if (run.status === "IN_PROGRESS") this.finish(run);
    }
  }

  private finish(run: Run): void {
    if (this.fault(0.4)) return;
    const failing = this.fault(0.15);
    if (this.fault(0.2)) run.status = "FAILED";
    else {
      const verdict = { code: "scan-unregistered", detail: "", retryable: this.rng.next() < 0.3 } as const;
      run.output = {
        ...{ schema: 1, jobId: "j", attempt: run.attempt, files: [], seconds: 1 },
        ...(failing ? { label: "failed", failure: verdict } : { label: "faceted", failure: null }),
      };
      run.status = "COMPLETED";
      // Links of a job that has ended refuse the files.
      if (isAlive(this.job.phase) && !this.fault(0.15)) this.files.set(run.attempt, run.output);
    }
    if (!this.fault(0.3)) this.callbacks.push({ run, heard: this.files.get(run.attempt) ?? null });
    if (this.fault(0.2)) run.forgotten = true;
  }

  private callBack(): void {
    const call = this.callbacks.splice(this.rng.below(this.callbacks.length), 1)[0];
    if (!call) return;
    if (this.fault(0.2)) this.callbacks.push(call);
    this.bring({ type: "dispatch-accepted", attempt: call.run.attempt, runpodId: call.run.id });
    this.settle(call.run.attempt, call.heard);
  }

  private check(): void {
    for (const a of this.job.attempts) if (a.phase !== "waiting" && a.phase !== "sending") this.settle(a.attempt, null);
    // RunPod ends by its own limit what nobody could halt because its id never came back.
    for (const run of this.runs) {
      const known = this.job.attempts.some((a) => a.runpodId === run.id);
      if (this.kind && !known && !isAlive(this.job.phase)) this.halt(run.id);
    }
  }

  private settle(number: number, heard: WorkerOutput | null): void {
    const attempt = findAttempt(this.job, number);
    if (!attempt || !isAlive(this.job.phase)) return;
    const run = this.runs.find((r) => r.id === attempt.runpodId);
    const manifest = this.fault(0.1) ? null : (this.files.get(number) ?? null);
    const status: RunStatus =
      !run || this.fault(0.2)
        ? { kind: "unreachable" }
        : run.forgotten
          ? { kind: "gone" }
          : { kind: "known", job: run };
    const evidence: Evidence = {
      manifest,
      status,
      answered: null,
      heard: heard && this.files.has(number) ? heard : null,
    };
    const event = judgeAttempt(attempt, evidence, this.nowMs);
    if (event) this.bring(event);
  }
}

function expectNothing(commands: readonly JobCommand[]): void {
  if (commands.some((c) => c.do !== "halt")) throw new Error("a step that changes nothing orders something");
}
