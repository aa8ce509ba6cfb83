// The kinds of process that make the system on one machine, and how they are told of each other.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { clientId, clientSecret, merchantId } from "../../e2e/fakes/paypal/fake-paypal.ts";
import { workerEnv } from "../../runpod-images/control-plane/worker-env.ts";
import { findSlicer } from "../setup/debian.mjs";
import { binaries, ensureFolder, keep, pinnedNode, python, root } from "../setup/places.mjs";
import type { PartPlan } from "./part.ts";

export type Addresses = {
  edgePort: number;
  controlPlanePort: number;
  /** The fake Stripe's; null where nothing is billed, or by Stripe itself. */
  stripePort: number | null;
  /** The fake PayPal's; null where nothing is billed, or by PayPal itself. */
  paypalPort: number | null;
  inspectorPort: number;
  /** What browsers use. */
  publicOrigin: string;
  /** Where the edge is reached on this machine. */
  edgeOrigin: string;
  listenOn: string;
};

/**
 * Keeps wrangler from asking, phoning home or fetching what it does not need; and from writing a trace of every call to
 * the disk, for which each of them waits.
 */
export const wranglerEnv = {
  ...{ CI: "1", WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" },
  X_LOCAL_OBSERVABILITY: "false",
};

/** Keys of this machine's own, made once: what was signed before a restart stays good after it. */
export const localSigningKey = (): string => localKey("link-signing-key");
export const localAccessTokenKey = (): string => localKey("access-token-key");

function localKey(name: string): string {
  const file = join(ensureFolder(keep), name);
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

/** Web Push's keys of this machine's own, made once: browsers stay subscribed over a restart. */
export function localVapidKeys(): { VAPID_PUBLIC_KEY: string; VAPID_PRIVATE_KEY: string } {
  const file = join(ensureFolder(keep), "vapid-keys.json");
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(makeVapidKeys()), { mode: 0o600 });
  return JSON.parse(readFileSync(file, "utf8"));
}

function makeVapidKeys() {
  const { x, y, d } = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x ?? "", "base64url"), Buffer.from(y ?? "", "base64url")]);
  return { VAPID_PUBLIC_KEY: point.toString("base64url"), VAPID_PRIVATE_KEY: d ?? "" };
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

/** Why no slicer's worker is started, in words; null where one is. */
export function slicerMissing(): string | null {
  return findSlicer() ? null : "PrusaSlicer is not installed: prices stay estimates (apt-get install prusa-slicer).";
}

/** The slicer's worker, on the same control plane under another endpoint. */
export function slicerPlan(addresses: Addresses, number: number): PartPlan {
  const base = `http://127.0.0.1:${addresses.controlPlanePort}`;
  return {
    name: "slicer",
    program: python,
    args: ["-m", "slicer.handler"],
    cwd: join(root, "runpod-images"),
    env: {
      ...workerEnv({ base, endpoint: "slice", workerId: `slicer-${number}` }),
      CALIPER_CACHE_DIR: ensureFolder(join(keep, "slicer")),
      PYTHONUNBUFFERED: "1",
    },
  };
}

const fakeWebhookSecret = "whsec_local";

/** What the edge is told of who bills: nobody, the fake Stripe, or Stripe itself by the keys in this environment. */
function billingSettings(billing: "none" | "test", stripePort: number | null): Record<string, string> {
  if (billing === "none") return { BILLING: "none" };
  if (stripePort === null) {
    const { STRIPE_SECRET_KEY = "", STRIPE_WEBHOOK_SECRET = "" } = process.env;
    return { BILLING: "test", STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET };
  }
  return {
    BILLING: "test",
    STRIPE_SECRET_KEY: "sk_test_local",
    STRIPE_WEBHOOK_SECRET: fakeWebhookSecret,
    STRIPE_API_BASE: `http://127.0.0.1:${stripePort}`,
  };
}

const fakeWebhookId = "WH-LOCAL";

/** And of who takes the money of print orders: the fake PayPal, or PayPal's sandbox by the keys in this environment. */
function paypalSettings(billing: "none" | "test", paypalPort: number | null): Record<string, string> {
  if (billing === "none") return {};
  if (paypalPort === null) {
    const { PAYPAL_CLIENT_ID = "", PAYPAL_CLIENT_SECRET = "" } = process.env;
    const { PAYPAL_MERCHANT_ID = "", PAYPAL_WEBHOOK_ID = "" } = process.env;
    return { PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET, PAYPAL_MERCHANT_ID, PAYPAL_WEBHOOK_ID };
  }
  return {
    ...{ PAYPAL_CLIENT_ID: clientId, PAYPAL_CLIENT_SECRET: clientSecret, PAYPAL_MERCHANT_ID: merchantId },
    ...{ PAYPAL_WEBHOOK_ID: fakeWebhookId, PAYPAL_BASE: `http://127.0.0.1:${paypalPort}` },
  };
}

/** The project's own PayPal, with a memory as long as the database's. */
export function paypalPlan({ edgeOrigin }: Addresses, paypalPort: number, stateFolder: string): PartPlan {
  return {
    name: "paypal",
    program: pinnedNode,
    args: [
      ...["e2e/fakes/paypal/main.ts", "--port", String(paypalPort), "--state", join(stateFolder, "paypal.json")],
      ...["--webhook-url", `${edgeOrigin}/webhooks/paypal`, "--webhook-id", fakeWebhookId],
    ],
  };
}

/** The project's own Stripe, with a memory as long as the database's. */
export function stripePlan({ edgeOrigin }: Addresses, stripePort: number, stateFolder: string): PartPlan {
  return {
    name: "stripe",
    program: pinnedNode,
    args: [
      ...["e2e/fakes/stripe/main.ts", "--port", String(stripePort), "--state", join(stateFolder, "stripe.json")],
      ...["--webhook-url", `${edgeOrigin}/webhooks/stripe`, "--webhook-secret", fakeWebhookSecret],
    ],
  };
}

/** Both Workers in one wrangler session, with the built PWA as assets. */
export function edgePlan(
  addresses: Addresses,
  stateFolder: string,
  billing: "none" | "test",
  vars: Readonly<Record<string, string>> = {},
  configs: readonly string[] = ["wrangler.toml", "gpu-callback/wrangler.toml"],
): PartPlan {
  const settings = {
    PUBLIC_ORIGIN: addresses.publicOrigin,
    CALLBACK_ORIGIN: addresses.edgeOrigin,
    RUNPOD_BASE: `http://127.0.0.1:${addresses.controlPlanePort}/v2/reconstruct`,
    RUNPOD_API_KEY: "local",
    ...(findSlicer() && { SLICER_BASE: `http://127.0.0.1:${addresses.controlPlanePort}/v2/slice` }),
    LINK_SIGNING_KEY: localSigningKey(),
    ...localVapidKeys(),
    ACCESS_TOKEN_KEY: localAccessTokenKey(),
    ...billingSettings(billing, addresses.stripePort),
    ...paypalSettings(billing, addresses.paypalPort),
    ...vars,
  };
  return {
    name: "edge",
    program: join(binaries, "wrangler"),
    args: [
      ...["dev", ...configs.flatMap((config) => ["-c", config])],
      ...["--port", String(addresses.edgePort), "--ip", addresses.listenOn],
      ...["--inspector-port", String(addresses.inspectorPort), "--persist-to", stateFolder],
      ...["--show-interactive-dev-session=false", "--log-level", "info"],
      ...Object.entries(settings).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
    ],
    env: wranglerEnv,
  };
}
