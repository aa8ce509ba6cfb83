import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** Tried for three days by the real services; here a minute shows the same. */
const retryAfterMs = [500, 2_000, 5_000, 15_000, 40_000];

export interface Served {
  readonly name: string;
  readonly port: number;
  answer(request: Request): Promise<Response>;
  /** After each answer: what has changed is kept, what happened is told. */
  keep(): void;
  pump(): Promise<void>;
  /** What a client is told where the fake itself broke. */
  readonly broken: unknown;
}

export function portOf(text: string | undefined): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1) throw new TypeError("--port N is needed.");
  return port;
}

/** What a fake knew when it was stopped; `{}` where it is new. */
export const readKept = <State>(file: string | undefined): Partial<State> =>
  file && existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<State>) : {};

export function writeKept(file: string | undefined, state: unknown): void {
  if (!file) return;
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** A fake (Request → Response) over HTTP. */
export function serve(fake: Served): void {
  const server = createServer((incoming, outgoing) => {
    answer(fake, incoming, outgoing).catch((error: unknown) => {
      console.error(error);
      if (!outgoing.headersSent) outgoing.writeHead(500, { "content-type": "application/json" });
      outgoing.end(JSON.stringify(fake.broken));
    });
  });
  server.listen(fake.port, "127.0.0.1", () => console.log(`fake ${fake.name} on http://127.0.0.1:${fake.port}`));
}

async function answer(fake: Served, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const request = await toRequest(incoming, fake.port);
  const response = await fake.answer(request);
  if (request.method !== "GET") fake.keep();
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
  await fake.pump();
}

async function toRequest(incoming: IncomingMessage, port: number): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
  const body = chunks.length > 0 ? { body: Buffer.concat(chunks).toString() } : {};
  const host = incoming.headers.host ?? `127.0.0.1:${port}`;
  return new Request(`http://${host}${incoming.url}`, { method: incoming.method ?? "GET", headers, ...body });
}

export interface Posted {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Posts a webhook until it is taken; made anew for each try, as receivers refuse old signatures. False: never taken. */
export async function postUntilTaken(make: () => Promise<Posted>): Promise<boolean> {
  for (const wait of [0, ...retryAfterMs]) {
    await sleep(wait);
    if (await post(await make())) return true;
  }
  return false;
}

async function post({ url, body, headers }: Posted): Promise<boolean> {
  try {
    const taken = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout(20_000) });
    await taken.body?.cancel();
    return taken.ok;
  } catch {
    return false;
  }
}
