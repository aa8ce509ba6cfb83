import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Stripe } from "stripe";
import { expect, onTestFinished, test } from "vitest";

const secret = "whsec_of_this_test";

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Whoever gets the webhooks, with what was believed. */
async function listener(): Promise<{ url: string; events: Stripe.Event[] }> {
  const events: Stripe.Event[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const signature = String(incoming.headers["stripe-signature"]);
    events.push(await Stripe.webhooks.constructEventAsync(await bodyOf(incoming), signature, secret));
    outgoing.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, events };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

async function serve(args: string[], port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["e2e/fakes/stripe/main.ts", "--port", String(port), ...args]);
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  for (let tries = 0; tries < 150; tries++) {
    const up = await fetch(`http://127.0.0.1:${port}/_control/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (up) return child;
    await sleep(200);
  }
  throw new Error("the fake did not start");
}

test("served, it sends signed webhooks, keeps what it knows over a restart, and its clock can be put forward", async () => {
  const [port, { url, events }] = [await freePort(), await listener()];
  const folder = mkdtempSync(join(tmpdir(), "caliper-stripe-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const args = ["--state", join(folder, "stripe.json"), "--webhook-url", url, "--webhook-secret", secret];
  const first = await serve(args, port);
  const stripe = new Stripe("sk_test_1", { host: "127.0.0.1", port, protocol: "http", telemetry: false });
  const customer = await stripe.customers.create({ email: "kept@x.test" });
  for (let tries = 0; tries < 100 && events.length === 0; tries++) await sleep(100);
  expect(events.map((e) => e.type)).toContain("customer.created");
  first.kill("SIGKILL");
  await once(first, "exit");
  await serve(args, port);
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ email: "kept@x.test" });
  const ahead = await fetch(`http://127.0.0.1:${port}/_control/advance`, {
    method: "POST",
    body: JSON.stringify({ seconds: 86_400 }),
  });
  const { nowS } = (await ahead.json()) as { nowS: number };
  expect(nowS).toBeGreaterThan(Date.now() / 1000 + 86_000);
}, 90_000);
