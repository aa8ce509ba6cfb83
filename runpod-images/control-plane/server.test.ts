import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type ControlPlane, createControlPlane } from "./server.ts";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function listening(server: Server) {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function plane(options: Partial<ControlPlane> = {}) {
  const server = createControlPlane({
    names: ["reconstruct"],
    apiKey: "key",
    workerKey: "worker-key",
    webhookRetryMs: 20,
    ...options,
  });
  const base = `${await listening(server)}/v2/reconstruct`;
  const call = async (method: string, path: string, body?: unknown, key = "key") => {
    const headers = { authorization: key, "content-type": "application/json" };
    const answer = await fetch(`${base}/${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  };
  return {
    base,
    owner: (method: string, path: string, body?: unknown) => call(method, path, body, "Bearer key"),
    worker: (method: string, path: string, body?: unknown) => call(method, path, body, "worker-key"),
    call,
  };
}

/** A webhook's receiver that answers with the given statuses in turn. */
async function receiver(statuses: readonly number[]) {
  const heard: { id: string; status: string; output: unknown }[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    heard.push(JSON.parse(text));
    response.writeHead(statuses[heard.length - 1] ?? 200).end();
  });
  return { url: await listening(server), heard };
}

test("a job goes from its owner to a worker and back", async () => {
  const { owner, worker } = await plane();
  const taken = worker("GET", "job-take/w1?gpu=none&job_in_progress=0");
  const { body: job } = await owner("POST", "run", { input: { part: 1 } });
  expect((await taken).body).toEqual({ id: job.id, input: { part: 1 } });
  await worker("POST", `job-done/w1/${job.id}?gpu=none&isStream=false`, { status: "IN_PROGRESS", output: "half" });
  expect((await owner("GET", `status/${job.id}`)).body).toMatchObject({ status: "IN_PROGRESS", output: "half" });
  await worker("POST", `job-done/w1/${job.id}?gpu=none&isStream=false`, { output: { ok: true } });
  const { body } = await owner("GET", `status/${job.id}`);
  expect(body).toMatchObject({ status: "COMPLETED", output: { ok: true }, workerId: "w1" });
  expect(body.executionTime).toBeGreaterThanOrEqual(0);
});

test("runsync answers with the result", async () => {
  const { owner, worker } = await plane();
  const answer = owner("POST", "runsync", { input: {} });
  const { body: job } = await worker("GET", "job-take/w1?gpu=none");
  await worker("POST", `job-done/w1/${job.id}?gpu=none`, { output: 7 });
  expect((await answer).body).toMatchObject({ status: "COMPLETED", output: 7 });
});

test("a cancel reaches the worker that has the job, also when no poll was open", async () => {
  const { owner, worker } = await plane();
  const { body: job } = await owner("POST", "run", { input: {} });
  await worker("GET", "job-take/w1?gpu=none");
  expect((await owner("POST", `cancel/${job.id}`)).body.status).toBe("CANCELLED");
  expect((await worker("GET", "job-stop/w1?gpu=none")).body).toEqual({ jobsToStop: [job.id] });
});

test("a webhook is tried three times, then given up", async () => {
  const { owner, worker } = await plane();
  const { url, heard } = await receiver([500, 503, 500, 200]);
  const { body: job } = await owner("POST", "run", { input: {}, webhook: url });
  await worker("GET", "job-take/w1?gpu=none");
  await worker("POST", `job-done/w1/${job.id}?gpu=none`, { output: 7 });
  await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(3);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const told = [job.id, "COMPLETED", 7];
  expect(heard.map(({ id, status, output }) => [id, status, output])).toEqual([told, told, told]);
});

test("a webhook that was heard is not sent again", async () => {
  const { owner } = await plane();
  const { url, heard } = await receiver([500]);
  const { body: job } = await owner("POST", "run", { input: {}, webhook: url });
  await owner("POST", `cancel/${job.id}`);
  await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(2);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(heard.map(({ status }) => status)).toEqual(["CANCELLED", "CANCELLED"]);
});

test("a worker whose connection breaks off loses its job", async () => {
  const { owner, worker, base } = await plane({ limits: { vanishedMs: 100 } });
  const { body: job } = await owner("POST", "run", { input: {} });
  await worker("GET", "job-take/w1?gpu=none");
  const gone = new AbortController();
  const poll = fetch(`${base}/job-stop/w1?gpu=none`, { headers: { authorization: "worker-key" }, signal: gone.signal });
  setTimeout(() => gone.abort(), 100);
  await expect(poll).rejects.toThrow();
  await expect
    .poll(async () => (await owner("GET", `status/${job.id}`)).body.status, { timeout: 10_000 })
    .toBe("FAILED");
});

test.each([
  ["POST", "run", { input: 3 }, 400],
  ["POST", "run", { input: {}, webhook: "file:///etc/passwd" }, 400],
  ["POST", "run", { input: {}, policy: { executionTimeout: 10 } }, 400],
  ["POST", "run", { input: { big: "x".repeat(10 * 1024 * 1024) } }, 413],
  ["GET", "status/nobody", undefined, 404],
  ["GET", "nothing/x", undefined, 404],
])("%s %s is refused with a reason", async (method, path, body, status) => {
  const { owner } = await plane();
  const answer = await owner(method, path, body);
  expect(answer.status).toBe(status);
  expect(answer.body.error).toBeTruthy();
});

test("only the owner's key submits, and only the worker's key takes", async () => {
  const { owner, worker, call, base } = await plane();
  expect((await call("POST", "run", { input: {} }, "Bearer other")).status).toBe(401);
  expect((await worker("POST", "run", { input: {} })).status).toBe(401);
  expect((await call("GET", "job-take/w1?gpu=none", undefined, "Bearer key")).status).toBe(401);
  const elsewhere = await fetch(base.replace("reconstruct", "other/health"), {
    headers: { authorization: "Bearer key" },
  });
  expect(elsewhere.status).toBe(404);
  expect((await owner("GET", "health")).body.jobs.inQueue).toBe(0);
});
