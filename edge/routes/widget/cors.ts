import type { Context, MiddlewareHandler } from "hono";
import * as v from "valibot";
import { publishableKeySchema, visitorHeader } from "#contract/access";
import type { Operation } from "#contract/api/operation";
import { partHeaders } from "#contract/quoting";
import { openDb } from "../../db/client.ts";
import { isOriginOfSome, useWidgetKey } from "../../db/widget-keys.ts";
import type { App } from "../app-types.ts";

const preflightS = "600";
const allowedHeaders = ["authorization", "content-type", visitorHeader, ...Object.values(partHeaders)].join(", ");
const exposedHeaders = "retry-after, ratelimit, ratelimit-policy, x-request-id";

/** The publishable key that a request shows, whatever it is worth. */
export const publishableKeyIn = (c: Context<App>): string | null => {
  const bearer = /^Bearer (\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  return v.is(publishableKeySchema, bearer) ? bearer : null;
};

/**
 * In front of what a widget may do: looks the key up, once for all that follows, and lets the page read the answer
 * where the key is alive and names the page's origin. No cookie ever counts: credentials are not allowed.
 */
export const forVisitors: MiddlewareHandler<App> = async (c, next) => {
  const [key, origin] = [publishableKeyIn(c), c.req.header("origin")];
  const found = key && origin ? await useWidgetKey(openDb(c.env.DB), key, origin, Date.now()) : null;
  if (found) c.set("widgetKey", found);
  await next();
  c.res.headers.append("vary", "origin");
  if (!found || origin === undefined) return;
  c.res.headers.set("access-control-allow-origin", origin);
  c.res.headers.set("access-control-expose-headers", exposedHeaders);
};

/**
 * What a browser asks before it sends a page's request. It does not say the key yet: an origin that some living key
 * names may ask, and its request is then judged by its own key.
 */
export function preflight(operations: readonly Operation[]): MiddlewareHandler<App> {
  const open = operations.filter(({ visitors }) => visitors).map(({ method }) => method.toUpperCase());
  return async (c, next) => {
    const [origin, method] = [c.req.header("origin"), c.req.header("access-control-request-method")];
    if (c.req.method !== "OPTIONS" || origin === undefined || method === undefined) return next();
    await next();
    c.res.headers.append("vary", "origin");
    if (!open.includes(method) || !(await isOriginOfSome(openDb(c.env.DB), origin))) return;
    c.res.headers.set("access-control-allow-origin", origin);
    c.res.headers.set("access-control-allow-methods", open.join(", "));
    c.res.headers.set("access-control-allow-headers", allowedHeaders);
    c.res.headers.set("access-control-max-age", preflightS);
  };
}
