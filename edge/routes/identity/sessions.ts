import type { Context } from "hono";
import type { SessionList } from "#contract/identity";
import { uuidSchema } from "#contract/ids";
import { AccessTokens } from "../../adapters/access-token.ts";
import { openDb } from "../../db/client.ts";
import { signOutEverywhere as endAll, livingSessions, revokeSession } from "../../db/sessions.ts";
import { accessTokenLifeMs } from "../../domain/identity/sign-in-rules.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { check } from "../read-request.ts";
import { audit } from "./audit.ts";
import { accountIdOf, noStore } from "./person.ts";
import { takeCookie } from "./session-cookie.ts";

export async function mintToken(c: Context<App>): Promise<Response> {
  const accountId = accountIdOf(c);
  const nowMs = Date.now();
  const token = await new AccessTokens(c.env.ACCESS_TOKEN_KEY, c.env.PUBLIC_ORIGIN).mint(
    accountId,
    nowMs,
    accessTokenLifeMs,
  );
  audit(c, "token-minted", { accountId });
  return c.json({ token, expiresAtMs: nowMs + accessTokenLifeMs }, 200, noStore);
}

export async function listSessions(c: Context<App>): Promise<Response> {
  const { actor } = c.get("principal");
  const thisId = actor.kind === "session" ? actor.sessionId : null;
  const rows = await livingSessions(openDb(c.env.DB), accountIdOf(c), Date.now());
  const answer: SessionList = {
    sessions: rows.map(({ sessionId, agent, createdAtMs, lastUsedAtMs, expiresAtMs }) => ({
      ...{ sessionId, agent, createdAtMs, lastUsedAtMs, expiresAtMs },
      isThis: sessionId === thisId,
    })),
  };
  return c.json(answer, 200, noStore);
}

/** Ending twice is ending once. */
export async function endSession(c: Context<App>): Promise<Response> {
  const accountId = accountIdOf(c);
  const sessionId = check(uuidSchema, c.req.param("sessionId"), "sessionId").toLowerCase();
  if (!(await revokeSession(openDb(c.env.DB), accountId, sessionId, Date.now()))) throw new ProblemError("not-found");
  audit(c, "session-ended", { accountId, sessionId });
  return c.body(null, 204, noStore);
}

export async function signOutEverywhere(c: Context<App>): Promise<Response> {
  const accountId = accountIdOf(c);
  await endAll(openDb(c.env.DB), accountId, Date.now());
  await takeCookie(c);
  audit(c, "signed-out-everywhere", { accountId });
  return c.body(null, 204, noStore);
}
