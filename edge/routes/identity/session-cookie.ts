import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { sessionCookie } from "#contract/access";
import { randomToken, sha256Hex } from "../../adapters/digest.ts";
import { openDb } from "../../db/client.ts";
import { type NewSession, revokeSessionByToken } from "../../db/sessions.ts";
import { sessionMostMs } from "../../domain/identity/sign-in-rules.ts";
import type { App } from "../app-types.ts";
import { agentOf } from "./person.ts";

const attributes = { httpOnly: true, secure: true, sameSite: "Lax", path: "/" } as const;

export async function newSession(c: Context<App>): Promise<{ token: string; session: NewSession }> {
  const token = randomToken();
  const tokenSha256 = await sha256Hex(token);
  return { token, session: { sessionId: crypto.randomUUID(), tokenSha256, agent: agentOf(c) } };
}

/** The cookie lives as long as a session can; that it ends after a while without use is the table's business. */
export async function giveCookie(c: Context<App>, token: string): Promise<void> {
  await endOld(c);
  setCookie(c, sessionCookie, token, { ...attributes, maxAge: sessionMostMs / 1000 });
}

/** Ends this browser's session, if there is one; its account. */
export async function takeCookie(c: Context<App>): Promise<string | null> {
  const accountId = await endOld(c);
  setCookie(c, sessionCookie, "", { ...attributes, maxAge: 0 });
  return accountId;
}

async function endOld(c: Context<App>): Promise<string | null> {
  const old = getCookie(c, sessionCookie);
  return old ? revokeSessionByToken(openDb(c.env.DB), await sha256Hex(old), Date.now()) : null;
}
