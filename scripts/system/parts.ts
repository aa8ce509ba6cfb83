// The three kinds of process that make the system on one machine, and how they are told of each other.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { workerEnv } from "../../runpod-images/control-plane/worker-env.ts";
import { binaries, ensureFolder, keep, pinnedNode, python, root } from "../setup/places.mjs";
import type { PartPlan } from "./part.ts";

export type Addresses = {
  edgePort: number;
  controlPlanePort: number;
  inspectorPort: number;
  /** What browsers use. */
  publicOrigin: string;
  /** Where the edge is reached on this machine. */
  edgeOrigin: string;
  listenOn: string;
};

/** Keeps wrangler from asking, phoning home or fetching what it does not need. */
export const wranglerEnv = { CI: "1", WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" };

/** Keys of this machine's own, made once: what was signed before a restart stays good after it. */
export const localSigningKey = (): string => localKey("link-signing-key");
export const localAccessTokenKey = (): string => localKey("access-token-key");

function localKey(name: string): string {
  const file = join(ensureFolder(keep), name);
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

export function controlPlanePlan(addresses: Addresses): PartPlan {
  return {
    name: "control-plane",
    program: pinnedNode,
    args: ["runpod-images/control-plane/main.ts"],
    env: { CONTROL_PLANE_PORT: String(addresses.controlPlanePort) },
  };
}

/** The real RunPod SDK worker, told by the SDK's own variables to take its jobs from the local control plane. */
export function workerPlan(addresses: Addresses, number: number): PartPlan {
  const base = `http://127.0.0.1:${addresses.controlPlanePort}`;
  return {
    name: "worker",
    program: python,
    args: ["-m", "harness.handler"],
    cwd: join(root, "runpod-images"),
    env: {
      ...workerEnv({ base, workerId: `local-${number}` }),
      CALIPER_CACHE_DIR: ensureFolder(join(keep, "worker")),
      PYTHONUNBUFFERED: "1",
    },
  };
}

/** Both Workers in one wrangler session, with the built PWA as assets. */
export function edgePlan(addresses: Addresses, stateFolder: string): PartPlan {
  const settings = {
    PUBLIC_ORIGIN: addresses.publicOrigin,
    CALLBACK_ORIGIN: addresses.edgeOrigin,
    RUNPOD_BASE: `http://127.0.0.1:${addresses.controlPlanePort}/v2/reconstruct`,
    RUNPOD_API_KEY: "local",
    LINK_SIGNING_KEY: localSigningKey(),
    ACCESS_TOKEN_KEY: localAccessTokenKey(),
  };
  return {
    name: "edge",
    program: join(binaries, "wrangler"),
    args: [
      ...["dev", "-c", "wrangler.toml", "-c", "gpu-callback/wrangler.toml"],
      ...["--port", String(addresses.edgePort), "--ip", addresses.listenOn],
      ...["--inspector-port", String(addresses.inspectorPort), "--persist-to", stateFolder],
      ...["--show-interactive-dev-session=false", "--log-level", "info"],
      ...Object.entries(settings).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
    ],
    env: wranglerEnv,
  };
}
