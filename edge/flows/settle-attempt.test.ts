import { expect, test } from "vitest";
import type { Failure } from "#contract/problem";
import { resultKey } from "../domain/storage-keys.ts";
import { wholeResult } from "../testing/fake-worker.ts";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();
const minutes = 60_000;

test("the manifest alone completes a job: no callback, no poll", async () => {
  const system = held.current;
  const { scanId, worker } = await system.running();
  system.runpod.statusIsDown = true;
  await worker.putManifest(await worker.putFiles());
  const view = await system.view(scanId);
  expect(view).toMatchObject({ state: "done", label: "faceted", job: { attempt: 1 } });
  expect(view.job?.results.map((r) => r.name).sort()).toEqual([...wholeResult].sort());
});

test("a poll alone completes a job: no callback, no manifest", async () => {
  const system = held.current;
  const { scanId, worker } = await system.running();
  worker.complete(await worker.putFiles());
  await system.cronAt(Date.now() + 5 * minutes);
  expect((await system.view(scanId)).state).toBe("done");
});

test("a callback alone completes a job: no poll before, no manifest", async () => {
  const system = held.current;
  const { scanId, worker } = await system.running();
  worker.complete(await worker.putFiles());
  expect((await worker.callback()).status).toBe(200);
  await system.deliver(system.resultsQueue);
  expect((await system.view(scanId)).state).toBe("done");
});

test("a callback suffices even when RunPod has forgotten the job or does not answer", async () => {
  const system = held.current;
  for (const trouble of ["forgotten", "down"]) {
    const { scanId, worker } = await system.running();
    worker.complete(await worker.putFiles());
    await worker.callback();
    if (trouble === "forgotten") system.runpod.forget(worker.run.id);
    system.runpod.statusIsDown = trouble === "down";
    await system.deliver(system.resultsQueue);
    expect((await system.view(scanId)).state, trouble).toBe("done");
    system.runpod.statusIsDown = false;
  }
});

test("when RunPod's result has expired the manifest decides; without one the attempt is lost and repeated", async () => {
  const system = held.current;
  const one = await system.running();
  const output = await one.worker.putFiles();
  // The manifest arrives, but the Worker dies before it settles anything.
  const bytes = new TextEncoder().encode(JSON.stringify(output));
  await system.env.FILES.put(resultKey(one.jobId, 1, "manifest.json"), bytes);
  system.runpod.forget(one.worker.run.id);
  await system.cronAt(Date.now() + 5 * minutes);
  expect((await system.view(one.scanId)).state).toBe("done");

  const two = await system.running();
  system.runpod.forget(two.worker.run.id);
  await system.cronAt(Date.now() + 5 * minutes);
  expect((await system.view(two.scanId)).job).toMatchObject({
    attempt: 2,
    state: "queued",
    failure: { code: "worker-lost" },
  });
});

test("a callback that comes before the job id was saved is still resolved", async () => {
  const system = held.current;
  const { scanId, jobId, worker } = await system.running();
  await system.env.DB.prepare("UPDATE attempts SET runpod_id = NULL, phase = 'sending' WHERE job_id = ?")
    .bind(jobId)
    .run();
  worker.complete(await worker.putFiles());
  await worker.callback();
  await system.deliver(system.resultsQueue);
  expect((await system.view(scanId)).state).toBe("done");
});

test("the same word three times at once, and a cron run between, completes a job once", async () => {
  const system = held.current;
  const { scanId, jobId, worker } = await system.running();
  worker.complete(await worker.putFiles());
  await worker.callback();
  const [message] = system.resultsQueue.take();
  await Promise.all([system.consume("gpu-results", [message?.body, message?.body, message?.body]), system.cron()]);
  expect((await system.view(scanId)).state).toBe("done");
  expect(
    await system.env.DB.prepare("SELECT count(*) AS n FROM jobs WHERE job_id = ? AND ended_at_ms IS NOT NULL")
      .bind(jobId)
      .first("n"),
  ).toBe(1);
});

test("a worker killed in mid-job is repeated once by itself; the second failure is shown with its reason", async () => {
  const system = held.current;
  const { scanId, worker } = await system.running();
  worker.fail('{"error_type":"RuntimeError","error_message":"the worker was killed"}');
  await worker.callback();
  await system.deliverAll();
  expect((await system.view(scanId)).job).toMatchObject({ attempt: 2, state: "queued" });
  const second = system.worker();
  expect(second.run.input.attempt).toBe(2);
  second.fail("out of memory");
  await second.callback();
  await system.deliverAll();
  expect((await system.view(scanId)).job).toMatchObject({
    state: "failed",
    failure: { code: "worker-lost", detail: "The worker broke off: out of memory" },
  });
  expect(system.runpod.runs).toHaveLength(2);
});

test("FAILED, then COMPLETED: whole files win while the job lives, and change nothing afterwards", async () => {
  const system = held.current;
  const { scanId, worker } = await system.running();
  worker.fail("lost its connection");
  await worker.callback();
  await system.deliverAll();
  await worker.putManifest(await worker.putFiles());
  await system.deliverAll();
  expect((await system.view(scanId)).job).toMatchObject({ state: "done", attempt: 1, failure: null });
  expect(system.runpod.cancelled).toEqual([system.runpod.runs[1]?.id]);
});

test.each(["missing", "cut short"])("COMPLETED with a file %s is not shown as a result", async (trouble) => {
  const system = held.current;
  const { scanId } = await system.running();
  for (const attempt of [1, 2]) {
    const worker = system.worker();
    const output = await worker.putFiles();
    const key = resultKey(output.jobId, attempt, "part.step");
    if (trouble === "missing") await system.env.FILES.delete(key);
    else await system.env.FILES.put(key, "ISO-10303-21; cut");
    await worker.putManifest(output);
    worker.complete(output);
    await worker.callback();
    await system.deliverAll();
  }
  expect((await system.view(scanId)).job).toMatchObject({
    state: "failed",
    failure: { code: "output-missing" },
    results: [],
  });
  expect(system.runpod.runs).toHaveLength(2);
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["text", "done!"],
  [
    "an answer of another job",
    { schema: 1, jobId: crypto.randomUUID(), attempt: 1, label: "analytic", failure: null, files: [], seconds: 1 },
  ],
])("COMPLETED with %s is an output that is missing", async (_, output) => {
  const system = held.current;
  const { scanId, worker } = await system.running();
  worker.complete(output);
  await worker.callback();
  await system.deliver(system.resultsQueue);
  expect((await system.view(scanId)).job).toMatchObject({ attempt: 2, failure: { code: "output-missing" } });
});

test("a verdict on the photos ends the job with its reason and its report", async () => {
  const system = held.current;
  const { scanId, worker } = await system.running();
  const failure: Failure = {
    code: "scan-unregistered",
    stage: "poses",
    detail: "3 of 20 photos placed",
    retryable: false,
  };
  const output = await worker.putFiles(["report.json"], "failed", failure);
  await worker.putManifest(output);
  const view = await system.view(scanId);
  expect(view).toMatchObject({ state: "failed", label: "failed", job: { failure } });
  expect(view.job?.results.map((r) => r.name)).toEqual(["report.json"]);
  expect(system.runpod.runs).toHaveLength(1);
});

test("a callback that says more than RunPod does is not believed", async () => {
  const system = held.current;
  const { scanId, worker } = await system.running();
  const output = await worker.putFiles();
  worker.complete(output);
  await worker.callback();
  system.runpod.set(worker.run.id, { status: "IN_PROGRESS", output: undefined });
  await system.deliver(system.resultsQueue);
  expect((await system.view(scanId)).state).toBe("running");
});

test("IN_QUEUE for ever is cancelled and said", async () => {
  const system = held.current;
  const { scanId, worker } = await system.running();
  await system.cronAt(Date.now() + 5 * 60 * minutes);
  expect((await system.view(scanId)).state).toBe("queued");
  await system.cronAt(Date.now() + 6 * 60 * minutes + minutes);
  await system.deliverAll();
  expect((await system.view(scanId)).job).toMatchObject({ state: "failed", failure: { code: "queue-expired" } });
  expect(system.runpod.cancelled).toEqual([worker.run.id]);
});

test("a message that cannot be settled because RunPod is down comes again", async () => {
  const system = held.current;
  const { worker } = await system.running();
  worker.fail("x");
  await worker.callback();
  system.runpod.statusIsDown = true;
  const [message] = system.resultsQueue.take();
  const result = await system.consume("gpu-results", [message?.body]);
  expect([result.retryMessages.length, result.explicitAcks]).toEqual([1, []]);
});
