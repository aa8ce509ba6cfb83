// Serves the fake PayPal: `node e2e/fakes/paypal/main.ts --port N`. See README.md.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { parseArgs } from "node:util";
import { control } from "./control.ts";
import { FakePayPal } from "./fake-paypal.ts";
import { emptyState, type State } from "./objects.ts";
import { WebhookSender } from "./sender.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    state: { type: "string" },
    "webhook-url": { type: "string" },
    "webhook-id": { type: "string" },
  },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 1) throw new TypeError("--port N is needed.");

const kept = values.state && existsSync(values.state) ? JSON.parse(readFileSync(values.state, "utf8")) : {};
const fake = await FakePayPal.open({
  state: { ...emptyState(), ...(kept as Partial<State>) },
  ...(values["webhook-id"] ? { webhookId: values["webhook-id"] } : {}),
});
const sender = new WebhookSender(fake, values["webhook-url"]);

function keep(): void {
  if (!values.state) return;
  writeFileSync(`${values.state}.new`, JSON.stringify(fake.world.state), { mode: 0o600 });
  renameSync(`${values.state}.new`, values.state);
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  const body = chunks.length > 0 ? { body: Buffer.concat(chunks).toString() } : {};
  const host = incoming.headers.host ?? `127.0.0.1:${port}`;
  return new Request(`http://${host}${incoming.url}`, { method: incoming.method ?? "GET", headers, ...body });
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const request = await toRequest(incoming);
  const response = (await control(fake, sender, request)) ?? (await fake.handle(request));
  if (request.method !== "GET") keep();
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
  await sender.pump();
}

const server = createServer((incoming, outgoing) => {
  answer(incoming, outgoing).catch((error: unknown) => {
    console.error(error);
    if (!outgoing.headersSent) outgoing.writeHead(500, { "content-type": "application/json" });
    outgoing.end(JSON.stringify({ name: "INTERNAL_SERVER_ERROR" }));
  });
});
server.listen(port, "127.0.0.1", () => console.log(`fake PayPal on http://127.0.0.1:${port}`));
