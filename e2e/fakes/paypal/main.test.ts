import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { clientId, clientSecret } from "./fake-paypal.ts";

async function listen(): Promise<{ port: number; heard: string[]; close: () => void }> {
  const heard: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    let text = "";
    for await (const chunk of incoming) text += chunk;
    heard.push((JSON.parse(text) as { event_type: string }).event_type);
    outgoing.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, heard, close: () => server.close() };
}

test("served by itself it takes an order, shows its page, and sends its webhooks", async () => {
  const hook = await listen();
  onTestFinished(hook.close);
  // Below those that the system hands out, so that no other test can have it.
  const port = 20_000 + Math.floor(Math.random() * 9_000);
  const args = ["--port", String(port), "--webhook-url", `http://127.0.0.1:${hook.port}/hook`];
  const child = spawn(process.execPath, ["e2e/fakes/paypal/main.ts", ...args]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const base = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 150; tries++) {
    if (await fetch(`${base}/_control/health`).then(...([(a: Response) => a.ok, () => false] as const))) break;
    await sleep(200);
  }
  const basic = { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` };
  const token = await fetch(`${base}/v1/oauth2/token`, { method: "POST", headers: basic });
  const { access_token } = (await token.json()) as { access_token: string };
  const made = await fetch(`${base}/v2/checkout/orders`, {
    ...{ method: "POST", headers: { authorization: `Bearer ${access_token}` } },
    body: JSON.stringify({
      intent: "CAPTURE",
      purchase_units: [{ amount: { currency_code: "GBP", value: "1.00" } }],
      payment_source: { paypal: { experience_context: { return_url: `${base}/r`, cancel_url: `${base}/c` } } },
    }),
  });
  const { links } = (await made.json()) as { links: { rel: string; href: string }[] };
  const page = links.find(({ rel }) => rel === "payer-action")?.href ?? "";
  const form = new URLSearchParams({ do: "approve" });
  const back = await fetch(page, { method: "POST", body: form, redirect: "manual" });
  expect(back.headers.get("location")).toContain(`${base}/r?token=`);
  for (let tries = 0; tries < 50 && hook.heard.length === 0; tries++) await sleep(100);
  expect(hook.heard).toEqual(["CHECKOUT.ORDER.APPROVED"]);
}, 60_000);
