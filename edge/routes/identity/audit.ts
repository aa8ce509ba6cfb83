import type { Context } from "hono";
import { type LogFields, log } from "../../adapters/log.ts";
import type { App } from "../app-types.ts";

/** A line in the log for what somebody may have to find again: who came in, which way, and what was changed. */
export function audit(c: Context<App>, what: string, fields: LogFields = {}): void {
  log("info", "audit", { what, requestId: c.get("requestId"), ...fields });
}
