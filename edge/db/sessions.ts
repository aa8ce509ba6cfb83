import { and, desc, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import { sessionExpiresAtMs } from "../domain/identity/sign-in-rules.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { revokeLinksSql } from "./links.ts";
import type { SessionRow } from "./principals.ts";
import { sessions } from "./schema.ts";

export interface NewSession {
  readonly sessionId: string;
  readonly tokenSha256: string;
  readonly agent: string;
}

/** A session of the account that `accountId` (an SQL expression) names, where the guard holds. */
export function sessionSql(session: NewSession, accountId: SQL, guard: SQL, nowMs: number): SQL {
  return sql`INSERT INTO sessions (token_sha256, session_id, account_id, agent, created_at_ms, last_used_at_ms, expires_at_ms)
    SELECT ${session.tokenSha256}, ${session.sessionId}, ${accountId}, ${session.agent}, ${nowMs}, ${nowMs},
      ${sessionExpiresAtMs(nowMs, nowMs)}
    WHERE ${guard}`;
}

export async function livingSessions(db: Db, accountId: string, nowMs: number): Promise<SessionRow[]> {
  return db
    .select()
    .from(sessions)
    .where(and(eq(sessions.accountId, accountId), isNull(sessions.revokedAtMs), gt(sessions.expiresAtMs, nowMs)))
    .orderBy(desc(sessions.lastUsedAtMs));
}

/** When that sign-in was; null: it was ended. */
export async function sessionBegunAtMs(db: Db, sessionId: string): Promise<number | null> {
  const row = (await db.select().from(sessions).where(eq(sessions.sessionId, sessionId)))[0];
  return row && row.revokedAtMs === null ? row.createdAtMs : null;
}

/** False: it is not a session of this account. */
export async function revokeSession(db: Db, accountId: string, sessionId: string, nowMs: number): Promise<boolean> {
  const rows = await db
    .update(sessions)
    .set({ revokedAtMs: sql`coalesce(revoked_at_ms, ${nowMs})` })
    .where(and(eq(sessions.accountId, accountId), eq(sessions.sessionId, sessionId)))
    .returning({ id: sessions.sessionId });
  return rows.length > 0;
}

export async function revokeSessionByToken(db: Db, tokenSha256: string, nowMs: number): Promise<string | null> {
  const rows = await db
    .update(sessions)
    .set({ revokedAtMs: nowMs })
    .where(and(eq(sessions.tokenSha256, tokenSha256), isNull(sessions.revokedAtMs)))
    .returning({ accountId: sessions.accountId });
  return rows[0]?.accountId ?? null;
}

/** Sessions, JWTs (by the account's time stamp), linked devices and links to files: whoever holds one is out. API keys stay. */
export async function signOutEverywhere(db: Db, accountId: string, nowMs: number): Promise<void> {
  await runBatch(db, [
    sql`UPDATE accounts SET signed_out_at_ms = max(signed_out_at_ms, ${nowMs}) WHERE account_id = ${accountId}`,
    sql`UPDATE sessions SET revoked_at_ms = ${nowMs} WHERE account_id = ${accountId} AND revoked_at_ms IS NULL`,
    sql`UPDATE devices SET revoked_at_ms = ${nowMs} WHERE owner_id = ${accountId} AND revoked_at_ms IS NULL`,
    ...revokeLinksSql(accountId, nowMs),
  ]);
}
