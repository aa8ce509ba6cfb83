import type { MiddlewareHandler } from "hono";
import { log } from "../adapters/log.ts";
import type { App } from "./app-types.ts";

/** Every answer of this Worker: an id to quote, a line in the log, and headers that let it be nothing but what it says. */
export const requestFrame: MiddlewareHandler<App> = async (c, next) => {
  const startedMs = Date.now();
  const requestId = c.req.header("cf-ray") ?? crypto.randomUUID();
  c.set("requestId", requestId);
  await next();
  const { method, path } = c.req;
  log("info", "request", { requestId, method, path, status: c.res.status, tookMs: Date.now() - startedMs });
  // The answer to a WebSocket upgrade and those of other Workers have fixed headers.
  if (c.res.status === 101) return;
  const headers = new Headers(c.res.headers);
  headers.set("x-request-id", requestId);
  headers.set("x-content-type-options", "nosniff");
  if (!headers.has("referrer-policy")) headers.set("referrer-policy", "no-referrer");
  headers.set("cross-origin-resource-policy", "same-origin");
  headers.set("strict-transport-security", "max-age=63072000; includeSubDomains");
  if (!headers.has("content-security-policy")) {
    headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
  }
  for (const [name, value] of Object.entries(c.get("rateHeaders") ?? {})) headers.set(name, value);
  c.res = new Response(c.res.body, { status: c.res.status, statusText: c.res.statusText, headers });
};
