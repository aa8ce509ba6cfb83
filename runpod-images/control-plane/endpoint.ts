// One serverless endpoint: its queue, its jobs and its workers. Pure: time comes in as `nowMs`, what is to be done goes
// out through `effects` (answer a waiting worker, call a webhook, tell a worker to stop), nothing here waits or listens.
import { randomUUID } from "node:crypto";

/** What RunPod documents; `workerLostMs` and `vanishedMs` are ours. */
export const limits = {
  executionTimeoutMs: { min: 5_000, usual: 600_000, max: 7 * 86_400_000 },
  ttlMs: { min: 10_000, usual: 86_400_000, max: 7 * 86_400_000 },
  resultKeptMs: 30 * 60_000,
  /** A worker not heard of for so long has lost its job. */
  workerLostMs: 30_000,
  /** The same, after its connection broke off: a killed process closes its sockets at once. */
  vanishedMs: 3_000,
  /** A worker that has had a job for so long must name it in its pings. */
  pingGraceMs: 8_000,
};

export type Limits = Omit<typeof limits, "executionTimeoutMs" | "ttlMs">;
export type JobStatus = "IN_QUEUE" | "IN_PROGRESS" | "COMPLETED" | "FAILED" | "CANCELLED" | "TIMED_OUT";

export type Job = {
  readonly id: string;
  status: JobStatus;
  readonly input: unknown;
  readonly webhook: string | undefined;
  readonly executionTimeoutMs: number;
  readonly expiresMs: number;
  readonly submittedMs: number;
  startedMs?: number;
  endedMs?: number;
  workerId?: string;
  /** Of a running job: its progress. */
  output?: unknown;
  error?: unknown;
  stream: unknown[];
};

export type Submission = { input: unknown; webhook?: string; policy?: { executionTimeout?: number; ttl?: number } };
export type WorkerWord = { status?: unknown; output?: unknown; error?: unknown };

/** `give` says whether the taker took it. */
export type Effects<Taker> = {
  give: (taker: Taker, job: Job) => boolean;
  ended: (job: Job) => void;
  stop: (workerId: string, jobId: string) => void;
};

const ended: ReadonlySet<JobStatus> = new Set(["COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT"]);
export const hasEnded = (job: Job): boolean => ended.has(job.status);

export class Endpoint<Taker> {
  readonly jobs = new Map<string, Job>();
  readonly workers = new Map<string, { lostMs: number; vanished: boolean }>();
  #retriedCount = 0;
  #queue: string[] = [];
  #takers: { workerId: string; taker: Taker }[] = [];
  readonly #effects: Effects<Taker>;
  readonly #limits: typeof limits;

  constructor(effects: Effects<Taker>, overrides: Partial<Limits> = {}) {
    this.#effects = effects;
    this.#limits = { ...limits, ...overrides };
  }

  submit({ input, webhook, policy = {} }: Submission, nowMs: number): Job {
    const job: Job = {
      id: `${randomUUID()}-e1`,
      status: "IN_QUEUE",
      input,
      webhook,
      executionTimeoutMs: policy.executionTimeout ?? this.#limits.executionTimeoutMs.usual,
      expiresMs: nowMs + (policy.ttl ?? this.#limits.ttlMs.usual),
      submittedMs: nowMs,
      stream: [],
    };
    this.jobs.set(job.id, job);
    this.#queue.push(job.id);
    this.#match(nowMs);
    return job;
  }

  /** A worker asks for a job and waits. `taker` is opaque; `leave` ends the wait. */
  take(workerId: string, taker: Taker, nowMs: number, { holdsJob = true } = {}): void {
    this.seen(workerId, nowMs);
    if (!holdsJob) this.#lose(workerId, nowMs, "its worker no longer has the job");
    this.#takers.push({ workerId, taker });
    this.#match(nowMs);
  }

  leave(taker: Taker): void {
    this.#takers = this.#takers.filter((waiting) => waiting.taker !== taker);
  }

  /** Any sign of life. A broken connection is a sign of death: the worker has `vanishedMs` to say otherwise. */
  seen(workerId: string, nowMs: number, { vanished = false } = {}): void {
    const lostMs = nowMs + (vanished ? this.#limits.vanishedMs : this.#limits.workerLostMs);
    this.workers.set(workerId, { lostMs, vanished });
  }

  /** A ping names the jobs that the worker has in hand; one it should have and does not name is lost. */
  ping(workerId: string, jobIds: readonly string[], nowMs: number): void {
    // Pings come from a process of their own, which may outlive the worker.
    if (!this.workers.get(workerId)?.vanished) this.seen(workerId, nowMs);
    const named = new Set(jobIds);
    for (const job of this.#heldBy(workerId)) {
      if (!named.has(job.id) && nowMs - (job.startedMs ?? nowMs) > this.#limits.pingGraceMs) {
        this.#end(job, "FAILED", { error: "worker lost: it no longer knows the job" }, nowMs);
      }
    }
  }

  /** The worker's word. What comes after the end, or from a worker that lost the job, is dropped; returns whether kept. */
  done(workerId: string, jobId: string, { status, output, error }: WorkerWord, nowMs: number): boolean {
    const job = this.jobs.get(jobId);
    if (job?.status !== "IN_PROGRESS" || job.workerId !== workerId) return false;
    this.seen(workerId, nowMs);
    if (status === "IN_PROGRESS") job.output = output;
    else if (error !== undefined) this.#end(job, "FAILED", { error, output }, nowMs);
    else this.#end(job, "COMPLETED", { output }, nowMs);
    return true;
  }

  streamed(workerId: string, jobId: string, output: unknown, nowMs: number): void {
    const job = this.jobs.get(jobId);
    if (job?.status === "IN_PROGRESS" && job.workerId === workerId) job.stream.push(output);
    this.seen(workerId, nowMs);
  }

  cancel(job: Job, nowMs: number): void {
    if (!hasEnded(job)) this.#end(job, "CANCELLED", {}, nowMs);
  }

  /** Puts a failed or timed-out job back, as RunPod's /retry does. */
  retry(job: Job, nowMs: number): boolean {
    if (job.status !== "FAILED" && job.status !== "TIMED_OUT") return false;
    for (const key of ["output", "error", "startedMs", "endedMs", "workerId"] as const) delete job[key];
    Object.assign(job, { status: "IN_QUEUE", stream: [] } satisfies Partial<Job>);
    this.#retriedCount += 1;
    this.#queue.push(job.id);
    this.#match(nowMs);
    return true;
  }

  /** Drops all jobs that no worker has begun; returns how many. */
  purge(nowMs: number): number {
    const waiting = this.#queue.splice(0).flatMap((id) => this.jobs.get(id) ?? []);
    for (const job of waiting) this.#end(job, "CANCELLED", {}, nowMs);
    return waiting.length;
  }

  /** To be called often: ends what is over its time and forgets what was kept long enough. */
  tick(nowMs: number): void {
    for (const job of this.jobs.values()) {
      if (hasEnded(job)) {
        if (nowMs - (job.endedMs ?? nowMs) > this.#limits.resultKeptMs) this.jobs.delete(job.id);
      } else if (nowMs > job.expiresMs) this.#end(job, "TIMED_OUT", { error: "job ttl exceeded" }, nowMs);
      else if (job.startedMs !== undefined && nowMs - job.startedMs > job.executionTimeoutMs) {
        this.#end(job, "TIMED_OUT", { error: "job timed out: executionTimeout exceeded" }, nowMs);
      }
    }
    for (const [workerId, worker] of this.workers) {
      if (nowMs <= worker.lostMs || this.#takers.some((waiting) => waiting.workerId === workerId)) continue;
      this.workers.delete(workerId);
      this.#lose(workerId, nowMs, "it was not heard of any more");
    }
  }

  health() {
    const count = (...states: JobStatus[]) =>
      [...this.jobs.values()].filter((job) => states.includes(job.status)).length;
    const running = new Set(
      [...this.jobs.values()].filter((job) => job.status === "IN_PROGRESS").map((j) => j.workerId),
    );
    const idle = [...this.workers.keys()].filter((id) => !running.has(id)).length;
    return {
      jobs: {
        completed: count("COMPLETED"),
        failed: count("FAILED", "TIMED_OUT"),
        inProgress: count("IN_PROGRESS"),
        inQueue: count("IN_QUEUE"),
        retried: this.#retriedCount,
      },
      workers: { idle, initializing: 0, ready: idle, running: running.size, throttled: 0, unhealthy: 0 },
    };
  }

  #heldBy(workerId: string): Job[] {
    return [...this.jobs.values()].filter((job) => job.status === "IN_PROGRESS" && job.workerId === workerId);
  }

  #lose(workerId: string, nowMs: number, why: string): void {
    for (const job of this.#heldBy(workerId)) this.#end(job, "FAILED", { error: `worker lost: ${why}` }, nowMs);
  }

  #match(nowMs: number): void {
    for (;;) {
      const job = this.jobs.get(this.#queue[0] ?? "");
      const waiting = job && this.#takers.shift();
      if (!waiting) return;
      if (!this.#effects.give(waiting.taker, job)) continue;
      this.#queue.shift();
      Object.assign(job, {
        status: "IN_PROGRESS",
        startedMs: nowMs,
        workerId: waiting.workerId,
      } satisfies Partial<Job>);
    }
  }

  #end(job: Job, status: JobStatus, outcome: Pick<Job, "output" | "error">, nowMs: number): void {
    const { workerId } = job;
    const wasRunning = job.status === "IN_PROGRESS";
    this.#queue = this.#queue.filter((id) => id !== job.id);
    // What a running job had as its output was its progress.
    Object.assign(job, { output: undefined }, outcome, { status, endedMs: nowMs });
    if (wasRunning && workerId !== undefined && status !== "COMPLETED") this.#effects.stop(workerId, job.id);
    this.#effects.ended(job);
  }
}
