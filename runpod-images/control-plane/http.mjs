// The little of HTTP that is needed here.

export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function reply(response, status, body) {
  if (response.headersSent || response.destroyed) return false;
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers = text ? { "content-type": "application/json", "content-length": Buffer.byteLength(text) } : {};
  response.writeHead(status, headers).end(text);
  return true;
}

/** Body as JSON whatever its declared type (the SDK sends JSON as a form); refused when larger than `bytesMax`. */
export async function readJson(request, bytesMax) {
  const parts = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > bytesMax) throw new Refusal(413, `the body is larger than ${bytesMax} bytes`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8") || "{}");
  } catch {
    throw new Refusal(400, "the body is not JSON");
  }
}
