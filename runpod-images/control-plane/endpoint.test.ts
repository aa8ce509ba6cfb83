import { describe, expect, test } from "vitest";
import { Endpoint, type Job, type Limits, type Submission } from "./endpoint.ts";

type Taker = { name: string; gone?: boolean };

function plane(overrides: Partial<Limits> = {}) {
  const told = {
    given: [] as [string, string][],
    ended: [] as [string, string][],
    stopped: [] as [string, string][],
  };
  const endpoint = new Endpoint<Taker>(
    {
      give: (taker, job) => !taker.gone && told.given.push([taker.name, job.id]) > 0,
      ended: (job) => told.ended.push([job.id, job.status]),
      stop: (workerId, jobId) => told.stopped.push([workerId, jobId]),
    },
    overrides,
  );
  return { endpoint, told };
}

/** A job in the hands of worker `w`, taken at 0. */
function running(overrides: Partial<Limits> = {}, policy?: Submission["policy"]) {
  const { endpoint, told } = plane(overrides);
  const job = endpoint.submit({ input: {}, policy }, 0);
  endpoint.take("w", { name: "t" }, 0);
  return { endpoint, told, job };
}

describe("a job", () => {
  test("waits for a worker, oldest first", () => {
    const { endpoint, told } = plane();
    const first = endpoint.submit({ input: 1 }, 0);
    const second = endpoint.submit({ input: 2 }, 1);
    endpoint.take("w", { name: "a" }, 2);
    expect(told.given).toEqual([["a", first.id]]);
    expect([first.status, second.status]).toEqual(["IN_PROGRESS", "IN_QUEUE"]);
  });

  test("goes past a worker that has gone", () => {
    const { endpoint, told } = plane();
    endpoint.take("w1", { name: "a", gone: true }, 0);
    endpoint.take("w2", { name: "b" }, 0);
    const job = endpoint.submit({ input: 1 }, 0);
    expect(told.given).toEqual([["b", job.id]]);
    expect(job.workerId).toBe("w2");
  });

  test("shows progress as its output until it ends", () => {
    const { endpoint, job } = running();
    endpoint.done("w", job.id, { status: "IN_PROGRESS", output: "half" }, 1);
    expect([job.status, job.output]).toEqual(["IN_PROGRESS", "half"]);
    endpoint.done("w", job.id, { output: "all" }, 2);
    expect([job.status, job.output]).toEqual(["COMPLETED", "all"]);
  });

  test("ends once: progress, results and cancels that come later change nothing", () => {
    const { endpoint, told, job } = running();
    endpoint.cancel(job, 1);
    expect(endpoint.done("w", job.id, { output: "late" }, 2)).toBe(false);
    endpoint.done("w", job.id, { status: "IN_PROGRESS", output: "late" }, 2);
    endpoint.cancel(job, 3);
    expect(job.status).toBe("CANCELLED");
    expect(job.output).toBeUndefined();
    expect(told.ended).toEqual([[job.id, "CANCELLED"]]);
    expect(told.stopped).toEqual([["w", job.id]]);
  });

  test("hears only the worker that has it", () => {
    const { endpoint, job } = running();
    expect(endpoint.done("other", job.id, { output: 1 }, 1)).toBe(false);
    expect(job.status).toBe("IN_PROGRESS");
  });

  test("is not given to a worker after it was cancelled in the queue", () => {
    const { endpoint, told } = plane();
    const job = endpoint.submit({ input: 1 }, 0);
    endpoint.cancel(job, 0);
    endpoint.take("w", { name: "a" }, 1);
    expect(told.given).toEqual([]);
    expect(told.stopped).toEqual([]);
  });

  test("fails with the worker's error", () => {
    const { endpoint, job } = running();
    endpoint.done("w", job.id, { error: "boom" }, 1);
    expect([job.status, job.error]).toEqual(["FAILED", "boom"]);
  });

  test("may be tried again after it failed, and only then", () => {
    const { endpoint, job } = running();
    expect(endpoint.retry(job, 0)).toBe(false);
    endpoint.done("w", job.id, { error: "boom" }, 1);
    expect(endpoint.retry(job, 2)).toBe(true);
    expect([job.status, job.error]).toEqual(["IN_QUEUE", undefined]);
    expect(endpoint.health().jobs.retried).toBe(1);
  });
});

describe("time", () => {
  test("executionTimeout counts from the start of the work and stops the worker", () => {
    const { endpoint, told, job } = running({}, { executionTimeout: 5000 });
    endpoint.tick(5000);
    expect(job.status).toBe("IN_PROGRESS");
    endpoint.ping("w", [job.id], 5000);
    endpoint.tick(5001);
    expect(job.status).toBe("TIMED_OUT");
    expect(told.stopped).toEqual([["w", job.id]]);
  });

  test("ttl counts from the submission, in the queue too", () => {
    const { endpoint } = plane();
    const job = endpoint.submit({ input: 1, policy: { ttl: 10_000 } }, 0);
    endpoint.tick(10_000);
    expect(job.status).toBe("IN_QUEUE");
    endpoint.tick(10_001);
    expect(job.status).toBe("TIMED_OUT");
  });

  test("a result is forgotten half an hour after the end", () => {
    const { endpoint, job } = running();
    endpoint.done("w", job.id, { output: 1 }, 1000);
    endpoint.tick(1000 + 30 * 60_000);
    expect(endpoint.jobs.has(job.id)).toBe(true);
    endpoint.tick(1001 + 30 * 60_000);
    expect(endpoint.jobs.has(job.id)).toBe(false);
  });
});

describe("a worker", () => {
  test("that is not heard of any more loses its job", () => {
    const { endpoint, job } = running();
    endpoint.ping("w", [job.id], 20_000);
    endpoint.tick(49_000);
    expect(job.status).toBe("IN_PROGRESS");
    endpoint.tick(50_001);
    expect(job.status).toBe("FAILED");
    expect(job.error).toMatch(/worker lost/);
    expect(endpoint.health().workers).toMatchObject({ idle: 0, running: 0 });
  });

  test("whose connection broke is lost soon, whatever its orphaned pings say", () => {
    const { endpoint, job } = running();
    endpoint.seen("w", 1000, { vanished: true });
    endpoint.ping("w", [job.id], 2000);
    endpoint.tick(4001);
    expect(job.status).toBe("FAILED");
  });

  test("that comes back after its connection broke keeps its job", () => {
    const { endpoint, job } = running();
    endpoint.seen("w", 1000, { vanished: true });
    endpoint.seen("w", 2000);
    endpoint.tick(10_000);
    expect(job.status).toBe("IN_PROGRESS");
  });

  test("that asks for work and has none in hand has lost its job", () => {
    const { endpoint, job } = running();
    endpoint.take("w", { name: "again" }, 10, { holdsJob: false });
    expect(job.status).toBe("FAILED");
  });

  test("that does not name its job in its pings has lost it", () => {
    const { endpoint, job } = running();
    endpoint.ping("w", [], 5000);
    expect(job.status).toBe("IN_PROGRESS");
    endpoint.ping("w", [], 9000);
    expect(job.status).toBe("FAILED");
  });

  test("that waits for work is never lost", () => {
    const { endpoint } = plane();
    endpoint.take("w", { name: "t" }, 0);
    endpoint.tick(1e9);
    expect(endpoint.health().workers.idle).toBe(1);
  });
});

test("purge-queue drops what waits and leaves what runs", () => {
  const { endpoint, job } = running();
  const waiting = endpoint.submit({ input: 1 }, 1);
  expect(endpoint.purge(2)).toBe(1);
  expect([job.status, waiting.status]).toEqual(["IN_PROGRESS", "CANCELLED"]);
});

/** Small seeded generator (mulberry32). */
function random(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

test.each(Array.from({ length: 50 }, (_, index) => index + 1))(
  "whatever happens, each job ends exactly once (seed %i)",
  (seed) => {
    const next = random(seed);
    const pick = <Item>(list: readonly Item[]) => list[Math.floor(next() * list.length)] as Item;
    const { endpoint, told } = plane();
    const jobs: Job[] = [];
    let nowMs = 0;
    for (let step = 0; step < 200; step += 1) {
      nowMs += Math.floor(next() * 4000);
      const job = jobs.length > 0 ? pick(jobs) : undefined;
      const worker = pick(["w1", "w2"]);
      pick([
        () => jobs.push(endpoint.submit({ input: 1, policy: { executionTimeout: 20_000, ttl: 60_000 } }, nowMs)),
        () => endpoint.take(worker, { name: worker, gone: next() < 0.3 }, nowMs, { holdsJob: next() < 0.5 }),
        () => job && endpoint.done(worker, job.id, next() < 0.3 ? { error: "e" } : { output: 1 }, nowMs),
        () => job && endpoint.done(worker, job.id, { status: "IN_PROGRESS", output: 0 }, nowMs),
        () => job && endpoint.cancel(job, nowMs),
        () => endpoint.ping(worker, next() < 0.5 ? jobs.map((j) => j.id) : [], nowMs),
        () => endpoint.seen(worker, nowMs, { vanished: next() < 0.5 }),
        () => endpoint.tick(nowMs),
      ])();
    }
    endpoint.tick(nowMs + 60_001);
    expect(told.ended.length).toBe(new Set(told.ended.map(([id]) => id)).size);
    expect(told.ended.map(([id]) => id).sort()).toEqual(jobs.map((job) => job.id).sort());
  },
);
