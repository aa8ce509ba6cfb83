import type { Context, MiddlewareHandler } from "hono";
import * as v from "valibot";
import { idempotencyKeyHeader, idempotencyReplayedHeader } from "#contract/idempotency";
import { sha256Hex } from "../adapters/digest.ts";
import { errorText, log } from "../adapters/log.ts";
import { openText, sealText } from "../adapters/sealed-text.ts";
import { type Db, openDb } from "../db/client.ts";
import { claimKey, dropKey, findKeyed, type KeyedRequest, keepAnswer } from "../db/idempotency.ts";
import { answerBytesMax, isFinal, readIdempotencyKey } from "../domain/idempotency.ts";
import { callerOf } from "../domain/rate/caller.ts";
import type { App } from "./app-types.ts";
import { ProblemError } from "./problem-answer.ts";

const keptSchema = v.object({ headers: v.record(v.string(), v.string()), body: v.string() });
const keptHeaders = ["content-type", "cache-control", "location"] as const;
const againInS = "2";

/**
 * Runs a request once for each Idempotency-Key of its caller; the same one again gets the first one's answer. Answers
 * are kept sealed: some hold secrets that are shown once. The key of the seal comes from ours and the caller's key,
 * which is not kept, so that neither the database nor its backups can open it.
 */
export const idempotent: MiddlewareHandler<App> = async (c, next) => {
  const header = c.req.header(idempotencyKeyHeader);
  if (header === undefined) return next();
  const key = readIdempotencyKey(header);
  if (key === null) throw new ProblemError("request-invalid", "Idempotency-Key: 1 to 255 printable ASCII characters.");
  const request = await keyed(c, key);
  const db = openDb(c.env.DB);
  if (!(await claimKey(db, request))) return replay(c, db, request, key);
  await next();
  await keep(c, db, request, key).catch((error) =>
    log("warn", "answer-not-kept", { requestId: c.get("requestId"), error: errorText(error) }),
  );
};

async function keyed(c: Context<App>, key: string): Promise<KeyedRequest> {
  const { actor, ownerId } = c.get("principal");
  const { pathname, search } = new URL(c.req.url);
  const said = JSON.stringify([c.req.method, pathname, search, await c.req.text()]);
  const caller = actor.kind === "visitor" ? actor.visitorId : callerOf(actor, "");
  return {
    ownerId,
    key: await sha256Hex(JSON.stringify([caller, key])),
    requestSha256: await sha256Hex(said),
    atMs: Date.now(),
  };
}

async function replay(c: Context<App>, db: Db, request: KeyedRequest, key: string): Promise<Response> {
  const kept = await findKeyed(db, request);
  if (kept && kept.requestSha256 !== request.requestSha256) throw new ProblemError("idempotency-conflict");
  if (!kept || kept.status === null || kept.answer === null) {
    throw new ProblemError("idempotency-pending", undefined, { "retry-after": againInS });
  }
  const text = await openText(c.env.LINK_SIGNING_KEY, key, request.key, kept.answer);
  const answer = text === null ? null : v.parse(keptSchema, JSON.parse(text));
  if (!answer) throw new ProblemError("idempotency-conflict", "It was done; its answer can no longer be read.");
  const headers = { ...answer.headers, [idempotencyReplayedHeader]: "true" };
  return new Response(kept.status === 204 ? null : answer.body, { status: kept.status, headers });
}

async function keep(c: Context<App>, db: Db, request: KeyedRequest, key: string): Promise<void> {
  const { res } = c;
  const body = await res.clone().text();
  // A cookie is for one browser, once.
  const fit = body.length <= answerBytesMax && !res.headers.has("set-cookie");
  if (!fit || !isFinal(res.status, retryOf(res, body))) return dropKey(db, request);
  const headers = Object.fromEntries(keptHeaders.flatMap((n) => (res.headers.has(n) ? [[n, res.headers.get(n)]] : [])));
  const sealed = await sealText(c.env.LINK_SIGNING_KEY, key, request.key, JSON.stringify({ headers, body }));
  await keepAnswer(db, request, res.status, sealed);
}

function retryOf(res: Response, body: string): string | null {
  if (!res.headers.get("content-type")?.startsWith("application/problem+json")) return null;
  const problem = JSON.parse(body) as { retry?: unknown };
  return typeof problem.retry === "string" ? problem.retry : null;
}
