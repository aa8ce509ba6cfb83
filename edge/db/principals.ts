import { and, eq, isNull, sql } from "drizzle-orm";
import type { OwnerKind, Role } from "#contract/access";
import { sessionExpiresAtMs } from "../domain/identity/sign-in-rules.ts";
import type { Db } from "./client.ts";
import { accounts, apiKeys, members, owners, sessions } from "./schema.ts";

export type AccountRow = typeof accounts.$inferSelect;
export type SessionRow = typeof sessions.$inferSelect;
export type ApiKeyRow = typeof apiKeys.$inferSelect;

const minute = 60_000;

export async function findAccount(db: Db, accountId: string): Promise<AccountRow | undefined> {
  return (await db.select().from(accounts).where(eq(accounts.accountId, accountId)))[0];
}

/** A living session with its account. Its last use is noted, at most once a minute. */
export async function useSession(
  db: Db,
  tokenSha256: string,
  nowMs: number,
): Promise<{ session: SessionRow; account: AccountRow } | null> {
  const rows = await db
    .select({ session: sessions, account: accounts })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.accountId, sessions.accountId))
    .where(and(eq(sessions.tokenSha256, tokenSha256), isNull(sessions.revokedAtMs)));
  const found = rows[0];
  if (!found || found.session.expiresAtMs <= nowMs) return null;
  if (nowMs - found.session.lastUsedAtMs > minute) {
    const expiresAtMs = sessionExpiresAtMs(found.session.createdAtMs, nowMs);
    await db.update(sessions).set({ lastUsedAtMs: nowMs, expiresAtMs }).where(eq(sessions.tokenSha256, tokenSha256));
  }
  return found;
}

export async function useApiKey(db: Db, secretSha256: string, nowMs: number): Promise<ApiKeyRow | null> {
  const row = (await db.select().from(apiKeys).where(eq(apiKeys.secretSha256, secretSha256)))[0];
  if (!row || row.revokedAtMs !== null || (row.expiresAtMs !== null && row.expiresAtMs <= nowMs)) return null;
  if (nowMs - (row.lastUsedAtMs ?? 0) > minute) {
    await db.update(apiKeys).set({ lastUsedAtMs: nowMs }).where(eq(apiKeys.keyId, row.keyId));
  }
  return row;
}

export async function ownerKindOf(db: Db, ownerId: string): Promise<OwnerKind> {
  return (await db.select({ kind: owners.kind }).from(owners).where(eq(owners.ownerId, ownerId)))[0]?.kind ?? "device";
}

/** Null: not a member. */
export async function roleIn(db: Db, ownerId: string, accountId: string): Promise<Role | null> {
  const row = await db.get<{ role: Role }>(
    sql`SELECT role FROM ${members} WHERE owner_id = ${ownerId} AND account_id = ${accountId}`,
  );
  return row?.role ?? null;
}
