// The little of HTTP that is needed here.
import type { IncomingMessage, ServerResponse } from "node:http";

export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Returns whether the answer could still be given. */
export function reply(response: ServerResponse, status: number, body?: unknown): boolean {
  if (response.headersSent || response.destroyed) return false;
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers: Record<string, string | number> = text
    ? { "content-type": "application/json", "content-length": Buffer.byteLength(text) }
    : {};
  response.writeHead(status, headers).end(text);
  return true;
}

/** Body as JSON whatever its declared type (the SDK sends JSON as a form); refused when larger than `bytesMax`. */
export async function readJson(request: IncomingMessage, bytesMax: number): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > bytesMax) throw new Refusal(413, `the body is larger than ${bytesMax} bytes`);
    parts.push(part);
  }
  const body = parsed(Buffer.concat(parts).toString("utf8") || "{}");
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new Refusal(400, "the body is no object");
  return body as Record<string, unknown>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "the body is not JSON");
  }
}
