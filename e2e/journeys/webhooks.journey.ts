import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import test, { type TestContext } from "node:test";
import { newEmail, signInByMail } from "../fixtures/account.ts";
import { lookAtBoth } from "../fixtures/look.ts";
import { openPhone } from "../fixtures/phone.ts";

type Received = { headers: IncomingHttpHeaders; body: string };

/** Somebody's own server: it keeps what it is told, and answers as it is asked to. */
async function receiver(t: TestContext) {
  const received: Received[] = [];
  const answer = { status: 200 };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(answer.status).end("seen");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return { received, answer, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/caliper` };
}

/** By the standard's text alone, not by the code that signs. */
function assertSigned({ headers, body }: Received, secret: string): void {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const mac = createHmac("sha256", key).update(signed).digest("base64");
  assert.equal(headers["webhook-signature"], `v1,${mac}`);
  assert.ok(Math.abs(Number(headers["webhook-timestamp"]) - Date.now() / 1000) < 60);
}

test("A webhook's ping arrives with a signature that holds, is logged, and is replayed with the id it had", {
  timeout: 120_000,
}, async (t) => {
  const { received, answer, url } = await receiver(t);
  const { page } = await openPhone(t, undefined, "/sign-in?to=/webhooks");
  await signInByMail(page, newEmail());
  await page.getByRole("button", { name: "Go on" }).click();

  await page.getByRole("button", { name: "Add an endpoint" }).click();
  await page.getByText("Choose at least one event.").waitFor();
  await page.getByLabel("Address", { exact: true }).fill(url);
  await page.getByLabel(/A scan is done/).check();
  await page.getByRole("button", { name: "Add an endpoint" }).click();
  const secret = (await page.getByRole("status", { name: "Secret" }).textContent()) ?? "";
  assert.match(secret, /^whsec_[A-Za-z0-9+/=]{44}$/);
  await lookAtBoth(page, "webhook-secret");
  await page.getByRole("button", { name: "I have kept it" }).click();

  await page.getByRole("button", { name: `Send a ping to ${url}` }).click();
  await page.getByText("The ping was taken: HTTP 200.").waitFor();
  assert.equal(received.length, 1);
  const [ping] = received as [Received];
  assertSigned(ping, secret);
  assert.equal(JSON.parse(ping.body).type, "ping");

  answer.status = 503;
  const log = page.getByRole("list", { name: "Deliveries" });
  await log.getByText("Delivered", { exact: true }).waitFor();
  await log.getByRole("button", { name: "Send again: Ping" }).click();
  await log.getByText(/HTTP 503/).waitFor();
  answer.status = 200;
  await log.getByRole("button", { name: "Send again: Ping" }).click();
  await log.getByText("Delivered", { exact: true }).waitFor();
  assert.ok(received.length >= 3);
  for (const again of received) {
    assertSigned(again, secret);
    assert.equal(again.headers["webhook-id"], ping.headers["webhook-id"]);
    assert.equal(again.body, ping.body);
  }
  await lookAtBoth(page, "webhooks");

  await page.getByRole("button", { name: `Pause ${url}` }).click();
  await page.getByText("Paused: paused by hand").waitFor();
  await page.getByRole("button", { name: `Delete ${url}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("No endpoints yet.").waitFor();
});
