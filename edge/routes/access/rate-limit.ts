import type { Context } from "hono";
import type { Operation } from "#contract/api/operation";
import { errorText, log } from "../../adapters/log.ts";
import type { Actor } from "../../domain/access/may.ts";
import { callerOf } from "../../domain/rate/caller.ts";
import { requestsPerMinute, windowMs } from "../../domain/rate/sliding-window.ts";
import { visitorLimits } from "../../domain/widget/limits.ts";
import type { Counted } from "../../objects/caller-counter.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";

/** How this policy is called in the RateLimit headers (draft-ietf-httpapi-ratelimit-headers). */
const policyName = "caller";
const photoPath = "/scans/{scanId}/photos/{photoId}";

/** Counts the request against its caller; the answer says what is left. Null: from an address, nobody is known. */
export async function countCaller(
  c: Context<App>,
  actor: Actor | null,
  operation: Pick<Operation, "method" | "path">,
): Promise<void> {
  const limit = Number(c.env.REQUESTS_PER_MINUTE ?? requestsPerMinute);
  if (limit === 0) return;
  const caller = callerOf(actor, c.req.header("cf-connecting-ip") ?? "local");
  if (actor?.kind === "visitor") await countKey(c, actor.keyId, limit);
  const counted = await ask(c, caller, limit, photoOf(c, operation));
  if (!counted) return;
  const inS = Math.max(1, Math.ceil(counted.freshInMs / 1000));
  const headers = {
    "ratelimit-policy": `"${policyName}";q=${limit};w=${windowMs / 1000}`,
    ratelimit: `"${policyName}";r=${counted.remaining};t=${inS}`,
  };
  if (!counted.allowed) {
    throw new ProblemError("rate-limited", `At most ${limit} requests a minute.`, {
      ...headers,
      "retry-after": String(inS),
    });
  }
  c.set("rateHeaders", headers);
}

/** All that comes by one publishable key, from wherever: it is public, and somebody may send many. */
async function countKey(c: Context<App>, keyId: string, limit: number): Promise<void> {
  const all = await ask(c, `widget:${keyId}`, Math.max(limit, visitorLimits.requestsPerMinute), null);
  if (!all || all.allowed) return;
  const inS = String(Math.max(1, Math.ceil(all.freshInMs / 1000)));
  throw new ProblemError("rate-limited", "This website asks for too many prices just now.", { "retry-after": inS });
}

/** A counter that cannot be reached stops nobody: the shield is still there. */
async function ask(c: Context<App>, caller: string, limit: number, scanId: string | null): Promise<Counted | null> {
  try {
    return await c.env.CALLERS.get(c.env.CALLERS.idFromName(caller)).count(limit, scanId);
  } catch (error) {
    log("warn", "caller-not-counted", { requestId: c.get("requestId"), error: errorText(error) });
    return null;
  }
}

const photoOf = (c: Context<App>, { method, path }: Pick<Operation, "method" | "path">): string | null =>
  method === "put" && path === photoPath ? (c.req.param("scanId") ?? "").toLowerCase().slice(0, 36) : null;
