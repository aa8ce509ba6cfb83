import type { Context } from "hono";
import { allOperations } from "#contract/api/all";
import type { Operation } from "#contract/api/operation";
import type { App } from "./app-types.ts";
import { problemAnswer } from "./problem-answer.ts";

/** A path of the contract as Hono writes it. */
export const routePath = (path: string): string => `/api/v1${path.replaceAll(/\{(\w+)\}/g, ":$1")}`;

/** What each known path allows, as Allow says it. Hono answers HEAD where there is a GET. */
export function allowedByPath(): Map<string, string> {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of Object.values<Operation>(allOperations)) {
    const known = methods.get(routePath(path)) ?? new Set(["OPTIONS"]);
    known.add(method.toUpperCase());
    if (method === "get") known.add("HEAD");
    methods.set(routePath(path), known);
  }
  return new Map([...methods].map(([path, known]) => [path, [...known].toSorted().join(", ")]));
}

/** Pages of other origins get no permission from this: there are no CORS headers. */
export const otherMethod =
  (allow: string) =>
  (c: Context<App>): Response =>
    c.req.method === "OPTIONS"
      ? c.body(null, 204, { allow })
      : problemAnswer(c, "method-not-allowed", undefined, { allow });
