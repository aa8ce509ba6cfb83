import type { Context } from "hono";
import { type Problem, type ProblemCode, problems } from "#contract/problem";
import type { App } from "./app-types.ts";

/** Thrown where a request cannot go on; becomes problem+json in one place. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ProblemCode, detail?: string, headers: Record<string, string> = {}) {
    super(detail ?? code);
    this.code = code;
    this.detail = detail;
    this.headers = headers;
  }
}

export function problemOf(code: ProblemCode, requestId: string, detail?: string): Problem {
  const { status, title, retry, todo } = problems[code];
  return { type: `/docs/errors#${code}`, title, status, code, retry, todo, requestId, ...(detail ? { detail } : {}) };
}

export function problemAnswer(
  c: Context<App>,
  code: ProblemCode,
  detail?: string,
  headers: Record<string, string> = {},
): Response {
  const problem = problemOf(code, c.get("requestId"), detail);
  const media = { "content-type": "application/problem+json", "cache-control": "no-store" };
  return c.body(JSON.stringify(problem), problem.status as 400, { ...media, ...headers });
}
