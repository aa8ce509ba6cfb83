// The control plane with the real RunPod SDK worker and our harness; only the stages are made up.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createControlPlane } from "./server.ts";
import { workerEnv } from "./worker-env.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const python = join(root, ".venv/bin/python");
const script = fileURLToPath(new URL("made_up_worker.py", import.meta.url));
const names = [
  "part.step",
  "part.stl",
  "part.3mf",
  "part.glb",
  "dimensions.csv",
  "report.json",
  "preview.png",
  "state.zip",
  "manifest.json",
];
const folder = mkdtempSync(join(tmpdir(), "worker-"));
type Shown = { id: string; status: string; output?: { text: string; done: number }; error?: string };
const workers: ChildProcess[] = [];
const webhooks: Shown[] = [];
const put: Record<string, Buffer> = {};
let plane: Server;
let base: string;
let edge: string;
let edgeServer: Server;

const listen = (server: Server) =>
  new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });

beforeAll(async () => {
  plane = createControlPlane({
    names: ["reconstruct", "quiet"],
    apiKey: "key",
    workerKey: "local-worker",
    webhookRetryMs: 50,
  });
  base = `http://127.0.0.1:${await listen(plane)}`;
  edgeServer = createServer(async (request, response) => {
    const { method, url = "" } = request;
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    if (url === "/webhook") webhooks.push(JSON.parse(body.toString()));
    if (method === "PUT") put[url] = body;
    response.end(method === "GET" ? decodeURIComponent(url.slice(1)) : "");
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

function startWorker(workerId: string) {
  const env = { ...process.env, ...workerEnv({ base, workerId }) };
  const worker = spawn(python, [script, folder], { env, stdio: ["ignore", "ignore", "inherit"], detached: true });
  workers.push(worker);
  return worker;
}

function kill({ pid }: ChildProcess) {
  try {
    if (pid) process.kill(-pid, "SIGKILL");
  } catch {
    // It has gone already.
  }
}

async function api(method: string, path: string, body?: unknown): Promise<Shown> {
  const headers = { authorization: "Bearer key", "content-type": "application/json" };
  return (
    await fetch(`${base}/v2/reconstruct/${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    })
  ).json();
}

/** Submits a job whose one photo holds `text`; resolves to its ids. */
async function submit(text: string, { jobId = randomUUID(), attempt = 1 } = {}) {
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
    rebuild: null,
    results: Object.fromEntries(names.map((name) => [name, `${edge}/results/${jobId}/${attempt}/${name}`])),
    progressUrl: `${edge}/progress`,
  };
  const { id } = await api("POST", "run", { input, webhook: `${edge}/webhook` });
  return { id, jobId };
}

const until = (read: () => unknown, timeout = 45_000) => expect.poll(read, { timeout, interval: 50 });

/** Waits until the stage runs and returns its process id, which it tells as its progress. */
async function stageProcess(id: string) {
  let job: Shown | undefined;
  await until(async () => {
    job = await api("GET", `status/${id}`);
    return job.output?.text;
  }).toBe("at work");
  return job?.output?.done ?? 0;
}

const lives = (pid: number) => existsSync(`/proc/${pid}/stat`);

/** What RunPod's own client makes of the control plane, as JSON. */
const client = `
import json, runpod
runpod.api_key = "key"
endpoint = runpod.Endpoint("quiet")
first, second = endpoint.run({"input": {"a": 1}}), endpoint.run({"input": {"a": 2}})
queued = endpoint.health()["jobs"]["inQueue"]
said = [first.status(), queued, first.cancel()["status"], endpoint.purge_queue()["removed"], second.status()]
print(json.dumps(said))
`;

test("RunPod's own client speaks to it", { timeout: 150_000 }, async () => {
  const env = { ...process.env, RUNPOD_ENDPOINT_BASE_URL: `${base}/v2` };
  const { stdout } = await promisify(execFile)(python, ["-c", client], { env });
  expect(JSON.parse(stdout)).toEqual(["IN_QUEUE", 2, "CANCELLED", 1, "CANCELLED"]);
});

describe("with the real SDK worker", { timeout: 150_000 }, () => {
  test("a job is done, its files are put and the webhook tells", async () => {
    startWorker("w1");
    const { id, jobId } = await submit("quick one");
    await until(async () => (await api("GET", `status/${id}`)).status).toBe("COMPLETED");
    await until(() => webhooks.find((hook) => hook.id === id)?.status).toBe("COMPLETED");
    const output = webhooks.find((hook) => hook.id === id)?.output;
    expect(output).toMatchObject({ jobId, attempt: 1, label: "faceted", failure: null });
    expect(JSON.parse(String(put[`/results/${jobId}/1/manifest.json`]))).toEqual(output);
    expect(String(put[`/results/${jobId}/1/part.step`])).toBe("part.step");
  });

  test("a cancel in mid-job ends the stage and frees the worker", async () => {
    const { id, jobId } = await submit("slow to cancel");
    const stage = await stageProcess(id);
    expect((await api("POST", `cancel/${id}`)).status).toBe("CANCELLED");
    await until(() => lives(stage)).toBe(false);
    const next = await submit("quick two");
    await until(async () => (await api("GET", `status/${next.id}`)).status).toBe("COMPLETED");
    expect(put[`/results/${jobId}/1/manifest.json`]).toBeUndefined();
  });

  test("a worker killed in mid-job loses it at once, its stage dies, and the next attempt goes on from what is done", async () => {
    const { id, jobId } = await submit("slow to be killed");
    const stage = await stageProcess(id);
    const first = workers[0] as ChildProcess;
    process.kill(first.pid as number, "SIGKILL");
    await until(async () => (await api("GET", `status/${id}`)).status).toBe("FAILED");
    expect((await api("GET", `status/${id}`)).error).toMatch(/worker lost/);
    await until(() => lives(stage)).toBe(false);
    kill(first);
    startWorker("w2");
    const second = await submit("slow to be killed", { jobId, attempt: 2 });
    await stageProcess(second.id);
    const record = JSON.parse(readFileSync(join(folder, "cache/jobs", jobId, "load/record.json"), "utf8"));
    expect(record.cached).toBe(true);
    await api("POST", `cancel/${second.id}`);
    const last = await submit("quick three", { jobId: randomUUID() });
    await until(async () => (await api("GET", `status/${last.id}`)).status).toBe("COMPLETED");
  });
});
