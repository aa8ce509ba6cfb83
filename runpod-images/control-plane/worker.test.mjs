// The control plane with the real RunPod SDK worker and our harness; only the stages are made up.
import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createControlPlane } from "./server.mjs";
import { workerEnv } from "./worker-env.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const python = join(root, ".venv/bin/python");
const script = fileURLToPath(new URL("made_up_worker.py", import.meta.url));
const names = ["part.step", "part.stl", "part.3mf", "part.glb", "report.json", "preview.png", "manifest.json"];
const folder = mkdtempSync(join(tmpdir(), "worker-"));
const workers = [];
const heard = { webhooks: [], put: {} };
let plane;
let base;
let edge;
let edgeServer;

const listen = (server) =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));

beforeAll(async () => {
  plane = createControlPlane({ names: ["reconstruct"], apiKey: "key", workerKey: "local-worker", webhookRetryMs: 50 });
  base = `http://127.0.0.1:${await listen(plane)}`;
  edgeServer = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    if (request.method === "GET") return response.end(decodeURIComponent(request.url.slice(1)));
    if (request.url === "/webhook") heard.webhooks.push(JSON.parse(body));
    if (request.method === "PUT") heard.put[request.url] = body;
    response.writeHead(200).end();
  });
  edge = `http://127.0.0.1:${await listen(edgeServer)}`;
});

afterAll(() => {
  for (const worker of workers) kill(worker);
  for (const server of [plane, edgeServer]) {
    server.close();
    server.closeAllConnections();
  }
  rmSync(folder, { recursive: true, force: true });
});

function startWorker(workerId) {
  const env = { ...process.env, ...workerEnv({ base, workerId }) };
  const worker = spawn(python, [script, folder], { env, stdio: ["ignore", "ignore", "inherit"], detached: true });
  workers.push(worker);
  return worker;
}

function kill(worker) {
  try {
    process.kill(-worker.pid, "SIGKILL");
  } catch {
    // It has gone already.
  }
}

async function api(method, path, body) {
  const headers = { authorization: "Bearer key", "content-type": "application/json" };
  return (
    await fetch(`${base}/v2/reconstruct/${path}`, { method, headers, body: body && JSON.stringify(body) })
  ).json();
}

/** Submits a job whose one photo holds `text`; resolves to its ids. */
async function submit(text, { jobId = randomUUID(), attempt = 1 } = {}) {
  const photo = {
    photoId: jobId,
    pass: 0,
    name: "1.jpg",
    sha256: createHash("sha256").update(text).digest("hex"),
    bytes: Buffer.byteLength(text),
    url: `${edge}/${encodeURIComponent(text)}`,
  };
  const input = {
    schema: 1,
    jobId,
    attempt,
    scanName: "made up",
    options: { scale: { mat: "auto" }, quality: "draft" },
    photos: [photo],
    results: Object.fromEntries(names.map((name) => [name, `${edge}/results/${jobId}/${attempt}/${name}`])),
    progressUrl: `${edge}/progress`,
  };
  const { id } = await api("POST", "run", { input, webhook: `${edge}/webhook` });
  return { id, jobId };
}

const until = (read, timeout = 45_000) => expect.poll(read, { timeout, interval: 50 });

/** Waits until the stage runs and returns its process id, which it tells as its progress. */
async function stageProcess(id) {
  let job;
  await until(async () => {
    job = await api("GET", `status/${id}`);
    return job.output?.text;
  }).toBe("at work");
  return job.output.done;
}

const lives = (pid) => existsSync(`/proc/${pid}/stat`);

describe("with the real SDK worker", { timeout: 150_000 }, () => {
  test("a job is done, its files are put and the webhook tells", async () => {
    startWorker("w1");
    const { id, jobId } = await submit("quick one");
    await until(async () => (await api("GET", `status/${id}`)).status).toBe("COMPLETED");
    await until(() => heard.webhooks.find((hook) => hook.id === id)?.status).toBe("COMPLETED");
    const { output } = heard.webhooks.find((hook) => hook.id === id);
    expect(output).toMatchObject({ jobId, attempt: 1, label: "faceted", failure: null });
    expect(JSON.parse(heard.put[`/results/${jobId}/1/manifest.json`])).toEqual(output);
    expect(heard.put[`/results/${jobId}/1/part.step`].toString()).toBe("part.step");
  });

  test("a cancel in mid-job ends the stage and frees the worker", async () => {
    const { id, jobId } = await submit("slow to cancel");
    const stage = await stageProcess(id);
    expect((await api("POST", `cancel/${id}`)).status).toBe("CANCELLED");
    await until(() => lives(stage)).toBe(false);
    const next = await submit("quick two");
    await until(async () => (await api("GET", `status/${next.id}`)).status).toBe("COMPLETED");
    expect(heard.put[`/results/${jobId}/1/manifest.json`]).toBeUndefined();
  });

  test("a worker killed in mid-job loses it at once, its stage dies, and the next attempt goes on from what is done", async () => {
    const { id, jobId } = await submit("slow to be killed");
    const stage = await stageProcess(id);
    process.kill(workers[0].pid, "SIGKILL");
    await until(async () => (await api("GET", `status/${id}`)).status).toBe("FAILED");
    expect((await api("GET", `status/${id}`)).error).toMatch(/worker lost/);
    await until(() => lives(stage)).toBe(false);
    kill(workers[0]);
    startWorker("w2");
    const second = await submit("slow to be killed", { jobId, attempt: 2 });
    await stageProcess(second.id);
    const record = JSON.parse(readFileSync(join(folder, "cache/jobs", jobId, "load/record.json")));
    expect(record.cached).toBe(true);
    await api("POST", `cancel/${second.id}`);
    const last = await submit("quick three", { jobId: randomUUID() });
    await until(async () => (await api("GET", `status/${last.id}`)).status).toBe("COMPLETED");
  });
});
