import type { Context } from "hono";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";

/** Whether a request says that it comes from a page of ours. Browsers say it of every POST; a foreign page cannot lie. */
export function fromOurPages(c: Context<App>): boolean {
  const origin = c.req.header("origin");
  return origin === c.env.PUBLIC_ORIGIN || origin === new URL(c.req.url).origin;
}

/**
 * In front of what sets or takes away the session's cookie without having read one: a foreign page must not sign
 * people in (to an account of its own) or out.
 */
export function mustBeFromOurPages(c: Context<App>): void {
  if (!fromOurPages(c)) throw new ProblemError("origin-refused");
}
