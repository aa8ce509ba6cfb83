// node runpod-images/control-plane/main.ts: RunPod serverless on this machine. Jobs live in memory: a restart loses
// them, their ids answer 404 and the edge's reconciler looks at the manifests, as it must with the real one.
import type { AddressInfo } from "node:net";
import { createControlPlane } from "./server.ts";

const port = Number(process.env.CONTROL_PLANE_PORT ?? 8791);
const server = createControlPlane({
  names: (process.env.CONTROL_PLANE_ENDPOINTS ?? "reconstruct,slice").split(","),
  apiKey: process.env.RUNPOD_API_KEY ?? "local",
  workerKey: process.env.RUNPOD_AI_API_KEY ?? "local-worker",
  webhookRetryMs: Number(process.env.CONTROL_PLANE_WEBHOOK_RETRY_MS ?? 10_000),
  log: (line) => console.log(`${new Date().toISOString()} ${line}`),
});
// Loopback only: whoever reaches it can run jobs.
server.listen(port, "127.0.0.1", () =>
  console.log(`control plane ready on port ${(server.address() as AddressInfo).port}`),
);
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
