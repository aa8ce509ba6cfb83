import type { Context } from "hono";
import { type ErasureView, eraseSchema } from "#contract/privacy";
import { errorText, log } from "../../adapters/log.ts";
import { openDb } from "../../db/client.ts";
import { askErasure, findErasure } from "../../db/erasures.ts";
import { rememberDevice } from "../../db/owners.ts";
import { sessionBegunAtMs } from "../../db/sessions.ts";
import { eraseOwner } from "../../flows/privacy/erase-owner.ts";
import type { App } from "../app-types.ts";
import { takeCookie } from "../identity/session-cookie.ts";
import { ProblemError } from "../problem-answer.ts";
import { readJson } from "../read-request.ts";

/** A signed-in browser that was left alone must not be enough. */
const signedInWithinMs = 10 * 60_000;

/** Everybody is locked out at once; the rest goes on behind the answer, and with every run of cron. */
export async function eraseAccount(c: Context<App>): Promise<Response> {
  await readJson(c, eraseSchema);
  const { actor, ownerId, ownerKind } = c.get("principal");
  const db = openDb(c.env.DB);
  const nowMs = Date.now();
  if (actor.kind === "device" && ownerKind === "device") {
    await rememberDevice(db, ownerId, actor.tokenSha256, nowMs);
  } else {
    const begunAtMs = actor.kind === "session" ? await sessionBegunAtMs(db, actor.sessionId) : null;
    if (begunAtMs === null) throw new ProblemError("sign-in-needed");
    if (nowMs - begunAtMs > signedInWithinMs) throw new ProblemError("sign-in-stale");
  }
  if (!(await askErasure(db, ownerId, nowMs))) throw new ProblemError("last-owner");
  const erasure = await findErasure(db, ownerId);
  if (!erasure) throw new Error("the erasure is not there");
  c.executionCtx.waitUntil(
    eraseOwner(c.env, erasure, nowMs).catch((error) =>
      log("warn", "erasure-broke-off", { ownerId, error: errorText(error) }),
    ),
  );
  if (ownerKind === "account") await takeCookie(c);
  return c.json(erasure satisfies ErasureView, 202, { "cache-control": "no-store" });
}
