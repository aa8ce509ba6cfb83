import type { Context, MiddlewareHandler } from "hono";
import type { Operation } from "#contract/api/operation";
import { may, type Principal } from "../../domain/access/may.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { deviceShown, readPrincipal } from "./principal.ts";
import { countCaller } from "./rate-limit.ts";

const retryAfterS = 30;

/** A coarse shield in front of everything that costs something; the exact limit per caller comes after it. */
export const shield: MiddlewareHandler<App> = async (c, next) => {
  // Set so by tests alone: no limit at all.
  if (c.env.REQUESTS_PER_MINUTE === "0") return next();
  // Tokens are made by the caller: counting by them would count nothing.
  const { success } = await c.env.SHIELD.limit({ key: c.req.header("cf-connecting-ip") ?? "local" });
  if (!success) throw new ProblemError("rate-limited", undefined, { "retry-after": String(retryAfterS) });
  await next();
};

/** Asked by monitors, and while a system starts; the shield suffices. */
const uncounted = "/health";

/** A device is counted by its token, so that counter and database are asked at the same time. */
async function countedPrincipal(c: Context<App>, operation: Operation): Promise<Principal | null> {
  const device = await deviceShown(c);
  const [principal] = await Promise.all([readPrincipal(c), device && countCaller(c, device, operation)]);
  // Tokens that are tried out are counted against the address they come from; one that was ended is such a token.
  if (!device || !principal) await countCaller(c, principal?.actor ?? null, operation);
  return principal;
}

/** Counts who asks, lets through who may do that, and says who it is. */
export const guard =
  (operation: Operation): MiddlewareHandler<App> =>
  async (c, next) => {
    const { permission, visitors } = operation;
    if (permission === null) {
      if (operation.path !== uncounted) await countCaller(c, null, operation);
      return next();
    }
    const principal = await countedPrincipal(c, operation);
    if (!principal) throw new ProblemError("unauthorized", undefined, { "www-authenticate": "Bearer" });
    if (principal.actor.kind === "visitor" && !visitors) throw new ProblemError("forbidden", "Not open to visitors.");
    if (!may(principal, permission)) {
      const unknown = principal.actor.kind === "device";
      throw new ProblemError(unknown ? "sign-in-needed" : "forbidden", `Needs ${permission}.`);
    }
    c.set("principal", principal);
    await next();
  };
