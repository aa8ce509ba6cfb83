import type { Context } from "hono";
import { allOperations, type OperationId } from "#contract/api/all";
import type { Operation } from "#contract/api/operation";
import type { App } from "./app-types.ts";
import { problemAnswer } from "./problem-answer.ts";

export interface KnownPath {
  /** As Hono writes it. */
  readonly path: string;
  /** As the header says it. Hono answers HEAD where there is a GET. */
  readonly allow: string;
  readonly operations: readonly (readonly [OperationId, Operation])[];
}

/**
 * Every path of the contract. Fixed names come before parameters: what `/passkeys/options` does not allow is not
 * allowed because an id could stand in its place.
 */
export function pathsInOrder(): KnownPath[] {
  const all = Object.entries<Operation>(allOperations) as [OperationId, Operation][];
  const parametersLast = (path: string): string => path.replaceAll(/\{\w+\}/g, "\uffff");
  const paths = [...new Set(all.map(([, { path }]) => path))].toSorted((a, b) =>
    parametersLast(a) < parametersLast(b) ? -1 : 1,
  );
  return paths.map((path) => {
    const operations = all.filter(([, operation]) => operation.path === path);
    const methods = operations.flatMap(([, { method }]) =>
      method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()],
    );
    const allow = ["OPTIONS", ...methods].toSorted().join(", ");
    return { path: `/api/v1${path.replaceAll(/\{(\w+)\}/g, ":$1")}`, allow, operations };
  });
}

/** Pages of other origins get no permission from this: there are no CORS headers. */
export const otherMethod =
  (allow: string) =>
  (c: Context<App>): Response =>
    c.req.method === "OPTIONS"
      ? c.body(null, 204, { allow })
      : problemAnswer(c, "method-not-allowed", undefined, { allow });
