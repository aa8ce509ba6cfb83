import type { Context } from "hono";
import { pushEndpointSchema, pushSubscriptionSchema } from "#contract/notice";
import { sha256Hex } from "../../adapters/digest.ts";
import { openDb } from "../../db/client.ts";
import { deleteSubscription, putSubscription } from "../../db/notices.ts";
import { rememberDevice } from "../../db/owners.ts";
import { isPushEndpoint } from "../../domain/notice/push-endpoint.ts";
import { vapidOf } from "../../flows/notices/spread-notices.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { readJson } from "../read-request.ts";
import { personOf } from "./notices.ts";

export function getPushKey(c: Context<App>): Response {
  return c.json({ publicKey: vapidOf(c.env)?.publicKey ?? null });
}

export async function putSubscriptionRoute(c: Context<App>): Promise<Response> {
  const body = await readJson(c, pushSubscriptionSchema);
  if (!isPushEndpoint(body.endpoint)) throw new ProblemError("push-endpoint-unfit");
  const db = openDb(c.env.DB);
  const principal = c.get("principal");
  const nowMs = Date.now();
  const { actor, ownerId } = principal;
  if (actor.kind === "device") await rememberDevice(db, ownerId, actor.tokenSha256, nowMs);
  await putSubscription(db, personOf(principal), await sha256Hex(body.endpoint), body, nowMs);
  return c.body(null, 204);
}

export async function deleteSubscriptionRoute(c: Context<App>): Promise<Response> {
  const { endpoint } = await readJson(c, pushEndpointSchema);
  await deleteSubscription(openDb(c.env.DB), personOf(c.get("principal")), await sha256Hex(endpoint));
  return c.body(null, 204);
}
