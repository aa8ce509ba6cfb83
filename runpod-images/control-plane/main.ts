// node runpod-images/control-plane/main.ts: RunPod serverless on this machine. Jobs live in memory: a restart loses
// them, their ids answer 404 and the edge's reconciler looks at the manifests, as it must with the real one.
import type { AddressInfo } from "node:net";
import { createControlPlane } from "./server.ts";

const host = process.env.CONTROL_PLANE_HOST ?? "127.0.0.1";
const [apiKey, workerKey] = [process.env.RUNPOD_API_KEY ?? "local", process.env.RUNPOD_AI_API_KEY ?? "local-worker"];
// Whoever reaches it can run jobs: beyond this machine only with keys that are no defaults.
if (host !== "127.0.0.1" && (apiKey.length < 20 || workerKey.length < 20)) {
  console.error("Set RUNPOD_API_KEY and RUNPOD_AI_API_KEY, 20 characters or more each, to listen beyond this machine.");
  process.exit(1);
}
const port = Number(process.env.CONTROL_PLANE_PORT ?? 8791);
const server = createControlPlane({
  names: (process.env.CONTROL_PLANE_ENDPOINTS ?? "reconstruct,slice").split(","),
  apiKey,
  workerKey,
  webhookRetryMs: Number(process.env.CONTROL_PLANE_WEBHOOK_RETRY_MS ?? 10_000),
  log: (line) => console.log(`${new Date().toISOString()} ${line}`),
});
server.listen(port, host, () => console.log(`control plane ready on port ${(server.address() as AddressInfo).port}`));
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
