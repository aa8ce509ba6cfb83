// The control plane with the real RunPod SDK worker and the real slicer: what `npm start` and a shop's own container run.
import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SliceInput, sliceOutputSchema, sliceVersions } from "#contract/slice";
import { createControlPlane } from "./server.ts";
import { workerEnv } from "./worker-env.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cache = mkdtempSync(join(tmpdir(), "slicer-"));
const put: Record<string, Buffer> = {};
const webhooks: { id: string; status: string; output?: unknown }[] = [];
const part = cubeStl(10);
let servers: Server[] = [];
let worker: ChildProcess;
let base: string;
let edge: string;

const listen = (server: Server) =>
  new Promise<string>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });

beforeAll(async () => {
  const plane = createControlPlane({ names: ["reconstruct", "slice"], apiKey: "key", workerKey: "local-worker" });
  const files = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const piece of request) parts.push(piece);
    if (request.method === "PUT") put[request.url ?? ""] = Buffer.concat(parts);
    if (request.method === "POST") webhooks.push(JSON.parse(Buffer.concat(parts).toString()));
    response.end(request.method === "GET" ? part : "");
  });
  servers = [plane, files];
  [base, edge] = await Promise.all([listen(plane), listen(files)]);
  const env = { ...process.env, ...workerEnv({ base, endpoint: "slice", workerId: "s1" }), CALIPER_CACHE_DIR: cache };
  worker = spawn(join(root, ".venv/bin/python"), ["-m", "slicer.handler"], {
    ...{ cwd: join(root, "runpod-images"), env, detached: true },
    stdio: ["ignore", "ignore", "inherit"],
  });
});

afterAll(() => {
  if (worker.pid) process.kill(-worker.pid, "SIGKILL");
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  rmSync(cache, { recursive: true, force: true });
});

/** Twelve triangles, turned outwards. */
function cubeStl(side: number): Buffer {
  const corner = (bits: number) => [bits & 1, (bits >> 1) & 1, (bits >> 2) & 1].map((bit) => bit * side);
  const faces = [
    "0 2 3",
    "0 3 1",
    "4 5 7",
    "4 7 6",
    "0 1 5",
    "0 5 4",
    "2 6 7",
    "2 7 3",
    "0 4 6",
    "0 6 2",
    "1 3 7",
    "1 7 5",
  ];
  const bytes = Buffer.alloc(84 + 50 * faces.length);
  bytes.writeUInt32LE(faces.length, 80);
  faces.forEach((face, at) => {
    const numbers = face.split(" ").flatMap((bits) => corner(Number(bits)));
    for (const [of, value] of numbers.entries()) bytes.writeFloatLE(value, 84 + 50 * at + 12 + 4 * of);
  });
  return bytes;
}

async function slice(sha256: string) {
  const sliceId = randomUUID();
  const at = `${edge}/${sliceId}`;
  const input: SliceInput = {
    ...{ schema: 1, sliceId, attempt: 1, machine: "prusa-mk3s", profile: "pla", densityMgPerCm3: 1240 },
    geometry: { sha256, bytes: part.length, url: `${at}/part.stl` },
    settings: {
      ...{ process: "fdm", material: "pla", preset: "standard", layerHeightUm: 200, infillPercent: 100 },
      ...{ pattern: "grid", supports: "auto", orientation: { kind: "face-down", side: "-z" } },
    },
    results: { "preview.bin.gz": `${at}/preview.bin.gz`, "slice.json": `${at}/slice.json` },
  };
  const response = await fetch(`${base}/v2/slice/runsync`, {
    method: "POST",
    headers: { authorization: "Bearer key", "content-type": "application/json" },
    body: JSON.stringify({ input, webhook: `${at}/webhook`, policy: { executionTimeout: 60_000, ttl: 60_000 } }),
  });
  const job = (await response.json()) as { id: string; status: string; output: unknown };
  return { sliceId, job, output: v.parse(sliceOutputSchema, job.output) };
}

test("a part is sliced through RunPod's API, and the webhook, the answer and the manifest say the same", async () => {
  const { sliceId, job, output } = await slice(createHash("sha256").update(part).digest("hex"));
  expect(job.status).toBe("COMPLETED");
  expect(output).toMatchObject({ sliceId, failure: null, versions: sliceVersions, cached: false });
  // 1 cm³ of 1.24 g, and the skirt.
  expect(output.figures?.materialMg).toBeGreaterThan(1_200);
  expect(output.figures?.materialMg).toBeLessThan(1_320);
  expect(JSON.parse(put[`/${sliceId}/slice.json`]?.toString() ?? "")).toEqual(output);
  await expect.poll(() => webhooks.find(({ id }) => id === job.id)?.output, { timeout: 5_000 }).toEqual(output);
  const preview = put[`/${sliceId}/preview.bin.gz`] as Buffer;
  expect(output.files).toEqual([
    { name: "preview.bin.gz", bytes: preview.length, sha256: createHash("sha256").update(preview).digest("hex") },
  ]);
}, 90_000);

test("a part that changed on the way is a failure that may be tried again", async () => {
  const { output } = await slice("0".repeat(64));
  expect(output).toMatchObject({ figures: null, failure: { code: "storage-unavailable", retryable: true } });
}, 90_000);
