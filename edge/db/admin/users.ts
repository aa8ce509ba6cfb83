import { type SQL, sql } from "drizzle-orm";
import type { Role } from "#contract/access";
import type { AdminUser, AdminUserRow } from "#contract/admin";
import type { PageCursor } from "../../domain/page-cursor.ts";
import { runBatch } from "../batch.ts";
import type { Db } from "../client.ts";
import { type AuditedAction, auditSql } from "./audit.ts";
import { holds } from "./search.ts";

export interface UserFilter {
  readonly search: string | undefined;
  readonly plan: string | undefined;
}

type Row = Omit<AdminUserRow, "isAdmin"> & { readonly isAdmin: number };

const rowSql = (where: SQL, limit: number): SQL => sql`SELECT a.account_id AS accountId, a.email, a.name,
    a.is_admin AS isAdmin, a.created_at_ms AS createdAtMs,
    (SELECT max(last_used_at_ms) FROM sessions s WHERE s.account_id = a.account_id) AS lastSeenAtMs,
    coalesce(w.plan, 'trial') AS plan, b.status,
    (SELECT count(*) FROM scans c WHERE c.owner_id = a.account_id) AS scans
  FROM accounts a LEFT JOIN allowances w ON w.owner_id = a.account_id
  LEFT JOIN subscriptions b ON b.owner_id = a.account_id
  WHERE ${where} ORDER BY a.created_at_ms DESC, a.account_id DESC LIMIT ${limit}`;
const shown = (row: Row): AdminUserRow => ({ ...row, isAdmin: row.isAdmin === 1 });

export async function listUsers(
  db: Db,
  { search, plan }: UserFilter,
  after: PageCursor | null,
  limit: number,
): Promise<AdminUserRow[]> {
  const wanted = search
    ? sql`(${holds(search, ["a.email", "a.name"])} OR a.account_id = ${search.toLowerCase()})`
    : sql`1`;
  const where = sql`${wanted}
    AND (${plan ?? null} IS NULL OR coalesce(w.plan, 'trial') = ${plan ?? null})
    AND (${after?.atMs ?? null} IS NULL OR (a.created_at_ms, a.account_id) < (${after?.atMs ?? 0}, ${after?.id ?? ""}))`;
  return (await db.all<Row>(rowSql(where, limit))).map(shown);
}

export async function findUser(db: Db, accountId: string): Promise<AdminUserRow | undefined> {
  return (await db.all<Row>(rowSql(sql`a.account_id = ${accountId}`, 1))).map(shown)[0];
}

export async function countsOfUser(
  db: Db,
  accountId: string,
  nowMs: number,
): Promise<Pick<AdminUser, "sessions" | "devices" | "passkeys" | "keys">> {
  const row = await db.get<Pick<AdminUser, "sessions" | "devices" | "passkeys" | "keys">>(sql`SELECT
    (SELECT count(*) FROM sessions WHERE account_id = ${accountId} AND revoked_at_ms IS NULL
      AND expires_at_ms > ${nowMs}) AS sessions,
    (SELECT count(*) FROM devices WHERE owner_id = ${accountId} AND revoked_at_ms IS NULL) AS devices,
    (SELECT count(*) FROM passkeys WHERE account_id = ${accountId}) AS passkeys,
    (SELECT count(*) FROM api_keys WHERE owner_id = ${accountId} AND revoked_at_ms IS NULL) AS keys`);
  return row ?? { sessions: 0, devices: 0, passkeys: 0, keys: 0 };
}

export const organisationsOfUser = (db: Db, accountId: string) =>
  db.all<{ ownerId: string; name: string; role: Role }>(sql`SELECT o.owner_id AS ownerId, o.name, m.role
    FROM members m JOIN organisations o ON o.owner_id = m.owner_id WHERE m.account_id = ${accountId} ORDER BY o.name`);

/** False: they are the last administrator. Making one what they are changes nothing, and is not written down. */
export async function setAdmin(
  db: Db,
  accountId: string,
  isAdmin: boolean,
  by: string,
  nowMs: number,
): Promise<boolean> {
  const may = sql`EXISTS (SELECT 1 FROM accounts WHERE account_id = ${accountId} AND is_admin <> ${isAdmin ? 1 : 0})
    AND (${isAdmin ? 1 : 0} OR (SELECT count(*) FROM accounts WHERE is_admin = 1) > 1)`;
  const audited = { accountId: by, action: "set-admin", subject: accountId, detail: { isAdmin } };
  await runBatch(db, [
    auditSql(audited, may, nowMs),
    sql`UPDATE accounts SET is_admin = ${isAdmin ? 1 : 0} WHERE account_id = ${accountId} AND ${may}`,
  ]);
  return (await findUser(db, accountId))?.isAdmin === isAdmin;
}

/** Sessions and JWTs end at once. */
export async function signOutUser(db: Db, audited: AuditedAction, nowMs: number): Promise<void> {
  const accountId = audited.subject;
  await runBatch(db, [
    auditSql(audited, sql`EXISTS (SELECT 1 FROM accounts WHERE account_id = ${accountId})`, nowMs),
    sql`UPDATE sessions SET revoked_at_ms = ${nowMs} WHERE account_id = ${accountId} AND revoked_at_ms IS NULL`,
    sql`UPDATE accounts SET signed_out_at_ms = ${nowMs} WHERE account_id = ${accountId}`,
  ]);
}
