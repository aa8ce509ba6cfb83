import type { MiddlewareHandler } from "hono";
import * as v from "valibot";
import { deviceTokenSchema } from "#contract/ids";
import { sha256Hex } from "../adapters/digest.ts";
import { openDb } from "../db/client.ts";
import { ownerOfDevice } from "../db/owners.ts";
import type { App } from "./app-types.ts";
import { ProblemError } from "./problem-answer.ts";

const retryAfterS = 30;

/** A coarse shield in front of everything that costs something; exact limits per caller come with accounts. */
export const shield: MiddlewareHandler<App> = async (c, next) => {
  // Tokens are made by the caller: counting by them would count nothing.
  const { success } = await c.env.SHIELD.limit({ key: c.req.header("cf-connecting-ip") ?? "local" });
  if (!success) throw new ProblemError("rate-limited", undefined, { "retry-after": String(retryAfterS) });
  await next();
};

/** Who asks: a device, known by the SHA-256 of its token. */
export const deviceGuard: MiddlewareHandler<App> = async (c, next) => {
  const header = c.req.header("authorization") ?? "";
  const token = v.safeParse(deviceTokenSchema, /^Bearer (\S+)$/i.exec(header)?.[1]);
  const tokenSha256 = token.success ? await sha256Hex(token.output) : null;
  const ownerId = tokenSha256 && (await ownerOfDevice(openDb(c.env.DB), tokenSha256));
  if (!ownerId) throw new ProblemError("unauthorized", undefined, { "www-authenticate": "Bearer" });
  c.set("tokenSha256", tokenSha256);
  c.set("ownerId", ownerId);
  await next();
};
