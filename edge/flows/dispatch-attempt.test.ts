import { expect, test } from "vitest";
import { failing } from "../testing/failing.ts";
import { FakeWorker } from "../testing/fake-worker.ts";
import { join } from "../testing/pictures.ts";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();

async function queued() {
  const scanId = await held.current.newScan();
  const jobId = await held.current.submit(scanId, await held.current.seedPhotos(scanId));
  return { scanId, jobId };
}
/** Makes what is due later due now. */
const hurry = (jobId: string) =>
  held.current.env.DB.prepare("UPDATE attempts SET due_at_ms = 0 WHERE job_id = ?").bind(jobId).run();
const alerts = async (like: string) =>
  (
    await held.current.env.DB.prepare("SELECT kind FROM alerts WHERE detail LIKE ?")
      .bind(`%${like}%`)
      .all<{ kind: string }>()
  ).results.map((r) => r.kind);

test("a message that comes twice, also at once, makes one RunPod job", async () => {
  const system = held.current;
  const { jobId } = await queued();
  const message = { kind: "dispatch", jobId, attempt: 1 };
  const result = await system.consume("jobs", [message, message, message]);
  expect(result.explicitAcks).toHaveLength(3);
  expect(system.runpod.runs).toHaveLength(1);
});

test("when the queue is down the outbox keeps the message, and cron sends it", async () => {
  const system = held.current;
  system.jobsQueue.isDown = true;
  const { scanId } = await queued();
  expect((await system.view(scanId)).state).toBe("queued");
  expect(system.jobsQueue.held).toEqual([]);
  system.jobsQueue.isDown = false;
  await system.cron();
  await system.cron();
  await system.deliverAll();
  expect(system.runpod.runs).toHaveLength(1);
});

test("a busy RunPod gets the same attempt again after the time it named", async () => {
  const system = held.current;
  system.runpod.troubles.push("busy");
  const { scanId, jobId } = await queued();
  await system.deliver(system.jobsQueue);
  expect(system.jobsQueue.held).toMatchObject([{ body: { kind: "dispatch", jobId, attempt: 1 }, delaySeconds: 7 }]);
  await system.deliver(system.jobsQueue);
  expect(system.runpod.runs, "not before it is due").toEqual([]);
  await hurry(jobId);
  await system.deliver(system.jobsQueue);
  expect(system.runpod.runs.map((r) => r.input.attempt)).toEqual([1]);
  expect((await system.view(scanId)).job?.attempt).toBe(1);
});

test("a refused key keeps the job, says so and calls a person; a mended key sends it", async () => {
  const system = held.current;
  system.runpod.troubles.push("unauthorized");
  const { scanId, jobId } = await queued();
  await system.deliver(system.jobsQueue);
  expect((await system.view(scanId)).job).toMatchObject({
    state: "queued",
    failure: { code: "gpu-unavailable", retryable: true },
  });
  expect(await alerts(jobId)).toEqual(["gpu-unavailable"]);
  await hurry(jobId);
  await system.deliver(system.jobsQueue);
  expect((await system.view(scanId)).job).toMatchObject({ state: "queued", failure: null });
  expect(system.runpod.runs).toHaveLength(1);
});

test("a request that RunPod finds wrong fails the job at once", async () => {
  const system = held.current;
  system.runpod.troubles.push("bad-request");
  const { scanId } = await queued();
  await system.deliverAll();
  expect((await system.view(scanId)).job).toMatchObject({ state: "failed", failure: { code: "gpu-unavailable" } });
});

test("a /run that times out after accepting is fenced: the second attempt wins, the first one's files are not taken", async () => {
  const system = held.current;
  system.runpod.troubles.push("timeout-after-accepting");
  const { scanId, jobId } = await queued();
  await system.deliver(system.jobsQueue);
  await hurry(jobId);
  await system.deliver(system.jobsQueue);
  const [first, second] = system.runpod.runs.map((run) => new FakeWorker(system, run));
  expect([first?.run.input.attempt, second?.run.input.attempt]).toEqual([1, 2]);
  const early = await first?.put("part.step", join("half a step"));
  expect(early?.status).toBe(201);
  await second?.putManifest(await (second as FakeWorker).putFiles());
  const late = await first?.put("part.stl", join("too late"));
  expect(late?.status).toBe(410);
  await system.deliverAll();
  const view = await system.view(scanId);
  expect(view.job).toMatchObject({ state: "done", attempt: 2 });
  const keys = (await system.env.FILES.list({ prefix: `results/${jobId}/` })).objects.map((o) => o.key);
  expect(keys.every((k) => k.startsWith(`results/${jobId}/2/`))).toBe(true);
});

test("the first attempt may win too; then the second is cancelled on RunPod", async () => {
  const system = held.current;
  system.runpod.troubles.push("timeout-after-accepting");
  const { scanId, jobId } = await queued();
  await system.deliver(system.jobsQueue);
  await hurry(jobId);
  await system.deliver(system.jobsQueue);
  const [first, second] = system.runpod.runs.map((run) => new FakeWorker(system, run)) as [FakeWorker, FakeWorker];
  await first.putManifest(await first.putFiles());
  await system.deliverAll();
  expect((await system.view(scanId)).job).toMatchObject({ state: "done", attempt: 1 });
  expect(system.runpod.cancelled).toContain(second.run.id);
});

test("a Worker that dies between claim and answer does not send the attempt twice", async () => {
  const system = held.current;
  const { scanId, jobId } = await queued();
  let batches = 0;
  // The claim is written; every write after /run fails.
  const dying = { ...system.env, DB: failing(system.env.DB, "batch", () => ++batches > 6) };
  await system.consume("jobs", [{ kind: "dispatch", jobId, attempt: 1 }], dying);
  await system.consume("jobs", [{ kind: "dispatch", jobId, attempt: 1 }]);
  expect(system.runpod.runs.filter((r) => r.input.attempt === 1).length).toBeLessThanOrEqual(1);
  await system.cronAt(Date.now() + 3 * 60_000);
  await hurry(jobId);
  await system.deliverAll();
  const worker = system.worker();
  await worker.putManifest(await worker.putFiles());
  expect((await system.view(scanId)).state).toBe("done");
});

test("a cancel while /run is under way stops the run that comes of it", async () => {
  const system = held.current;
  const { scanId, jobId } = await queued();
  const real = globalThis.fetch;
  globalThis.fetch = (async (input: RequestInfo, init?: RequestInit) => {
    if (new Request(input, init).url.endsWith("/run")) await system.api("POST", `/scans/${scanId}/cancel`);
    return real(input, init);
  }) as typeof fetch;
  await system.consume("jobs", [{ kind: "dispatch", jobId, attempt: 1 }]);
  globalThis.fetch = real;
  await system.deliverAll();
  expect((await system.view(scanId)).state).toBe("cancelled");
  expect(system.runpod.cancelled).toEqual(system.runpod.runs.map((r) => r.id));
});

test("a dead dispatch message fails the job once and calls a person", async () => {
  const system = held.current;
  const { scanId, jobId } = await queued();
  const dead = { kind: "dispatch", jobId, attempt: 1 };
  await system.consume("jobs-dlq", [dead, dead]);
  await system.consume("jobs-dlq", [dead]);
  expect((await system.view(scanId)).job).toMatchObject({ state: "failed", failure: { code: "gpu-unavailable" } });
  expect((await alerts(jobId)).sort()).toEqual(["dead-dispatch", "gpu-unavailable"]);
});

test("a poison message in a batch does not keep the others from being handled", async () => {
  const system = held.current;
  const { jobId } = await queued();
  const result = await system.consume("jobs", [
    { kind: "nonsense" },
    null,
    { kind: "dispatch", jobId, attempt: 1 },
    { kind: "dispatch", jobId: 7 },
  ]);
  expect(result.explicitAcks).toHaveLength(4);
  expect(system.runpod.runs).toHaveLength(1);
});

test("a message whose handling fails comes again alone", async () => {
  const system = held.current;
  const { jobId } = await queued();
  const broken = { ...system.env, DB: failing(system.env.DB, "batch prepare", () => true) };
  const result = await system.consume("jobs", [{ kind: "dispatch", jobId, attempt: 1 }, { kind: "nonsense" }], broken);
  expect([result.retryMessages.map((m) => m.msgId), result.explicitAcks]).toEqual([["m0"], ["m1"]]);
});
