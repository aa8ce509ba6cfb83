import { expect, test } from "vitest";
import { randomToken } from "../edge/adapters/digest.ts";
import { failing } from "../edge/testing/failing.ts";
import { useSystem } from "../edge/testing/use-system.ts";
import worker from "./index.ts";

const held = useSystem();
const swapToken = (url: string): string => url.replace(/[^/]+$/, randomToken());

test("a callback is passed on once; the same token again, also at once, is refused", async () => {
  const system = held.current;
  const { worker: gpu, jobId } = await system.running();
  gpu.complete(undefined);
  const statuses = (await Promise.all([gpu.callback(), gpu.callback(), gpu.callback()])).map((a) => a.status);
  expect(statuses.sort()).toEqual([200, 401, 401]);
  expect((await gpu.callback()).status).toBe(401);
  expect(system.resultsQueue.held.map((m) => m.body)).toMatchObject([
    { kind: "gpu-result", jobId, attempt: 1, status: "COMPLETED", runpodId: gpu.run.id },
  ]);
});

test("a forged token changes nothing and does not use the real one up", async () => {
  const system = held.current;
  const { worker: gpu } = await system.running();
  gpu.complete(undefined);
  expect((await gpu.callback(swapToken(gpu.run.webhook))).status).toBe(401);
  expect((await gpu.callback(gpu.run.webhook.replace("/1/", "/2/"))).status).toBe(401);
  expect((await gpu.callback(gpu.run.webhook.replace(gpu.run.input.jobId, crypto.randomUUID()))).status).toBe(401);
  const ofProgress = gpu.run.input.progressUrl.replace("/progress/", "/callback/");
  expect((await gpu.callback(ofProgress)).status, "the progress token is no callback token").toBe(401);
  expect(system.resultsQueue.held).toEqual([]);
  expect((await gpu.callback()).status).toBe(200);
});

test("a body that is not RunPod's does not use the token up", async () => {
  const system = held.current;
  const { worker: gpu } = await system.running();
  gpu.complete(undefined);
  for (const body of ["", "{", "[]", '{"id":1}', '{"id":"x","status":"DONE"}', `"${"x".repeat(3_000_000)}"`]) {
    expect((await system.fetch(gpu.run.webhook, { method: "POST", body })).status).toBe(400);
  }
  expect((await gpu.callback()).status).toBe(200);
});

test("when the queue does not take the word, RunPod may say it again", async () => {
  const system = held.current;
  const { worker: gpu } = await system.running();
  gpu.complete(undefined);
  system.resultsQueue.isDown = true;
  expect((await gpu.callback()).status).toBe(503);
  system.resultsQueue.isDown = false;
  expect((await gpu.callback()).status).toBe(200);
});

test("progress is heard many times, until the token expires or the job is over", async () => {
  const system = held.current;
  const { worker: gpu, scanId, jobId } = await system.running();
  expect((await gpu.progress("load")).status).toBe(204);
  expect((await gpu.progress("features", "12 of 20 photos")).status).toBe(204);
  const { job, state } = await system.view(scanId);
  expect(state).toBe("running");
  expect(job?.progress.map((p) => `${p.stage}: ${p.text}`)).toEqual(["load: working", "features: 12 of 20 photos"]);
  await system.env.DB.prepare("UPDATE attempts SET progress_expires_at_ms = 1 WHERE job_id = ?").bind(jobId).run();
  expect((await gpu.progress("matching")).status).toBe(401);
});

test("progress with a forged token, of another attempt, or not of the form is refused", async () => {
  const system = held.current;
  const { worker: gpu, scanId } = await system.running();
  const url = gpu.run.input.progressUrl;
  const event = {
    attempt: 1,
    sequence: 0,
    stage: "load",
    state: "running",
    done: null,
    total: null,
    text: "",
    atMs: 1,
  };
  const post = async (to: string, body: unknown) =>
    (await system.fetch(to, { method: "POST", body: JSON.stringify(body) })).status;
  expect(await post(swapToken(url), event)).toBe(401);
  expect(await post(url, { ...event, attempt: 2 })).toBe(400);
  expect(await post(url, { ...event, text: "x".repeat(301) })).toBe(400);
  expect(await post(url, { ...event, stage: "__proto__" })).toBe(400);
  expect((await system.view(scanId)).job?.progress).toEqual([]);
});

test.each(["/", "/callback/x/1/y", "/callback/../../1/x", "/admin"])("there is nothing at %s", async (path) => {
  const answer = await worker.fetch(
    new Request(`http://callback.test${path}`, { method: "POST" }) as never,
    held.current.env,
  );
  expect(answer.status).toBe(404);
});

test("when the database does not answer RunPod gets no yes", async () => {
  const system = held.current;
  const { worker: gpu } = await system.running();
  const env = { ...system.env, DB: failing(system.env.DB, "prepare", () => true) };
  const request = new Request(gpu.run.webhook, {
    method: "POST",
    body: JSON.stringify({ id: gpu.run.id, status: "COMPLETED" }),
  });
  expect((await worker.fetch(request as never, env)).status).toBe(503);
});
