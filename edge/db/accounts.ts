import { eq, type SQL, sql } from "drizzle-orm";
import type { Role } from "#contract/access";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { useCodeSql } from "./email-codes.ts";
import { mailSql, type NewMail } from "./mails.ts";
import { accounts, members, organisations } from "./schema.ts";
import { type NewSession, sessionSql } from "./sessions.ts";

const idByEmail = (email: string): SQL => sql`(SELECT account_id FROM accounts WHERE email = ${email})`;

export async function hasAccount(db: Db, email: string): Promise<boolean> {
  return (await db.select({ id: accounts.accountId }).from(accounts).where(eq(accounts.email, email))).length > 0;
}

export interface SignIn {
  readonly codeId: string;
  readonly email: string;
  /** For the account that is made if the address has none. */
  readonly newAccountId: string;
  readonly isAdmin: boolean;
  readonly session: NewSession;
}

/** Uses the code, makes the account if there is none, and opens the session, in one batch. Null: the code was just used. */
export async function signInByCode(db: Db, signIn: SignIn, nowMs: number): Promise<string | null> {
  const { email, newAccountId, session } = signIn;
  const { use, used } = useCodeSql(signIn.codeId, session.sessionId);
  const isNew = sql`${used} AND NOT EXISTS (SELECT 1 FROM accounts WHERE email = ${email})`;
  await runBatch(db, [
    use,
    sql`INSERT INTO owners (owner_id, kind, created_at_ms) SELECT ${newAccountId}, 'account', ${nowMs} WHERE ${isNew}`,
    sql`INSERT INTO accounts (account_id, email, created_at_ms) SELECT ${newAccountId}, ${email}, ${nowMs} WHERE ${isNew}`,
    ...(signIn.isAdmin ? [sql`UPDATE accounts SET is_admin = 1 WHERE email = ${email} AND ${used}`] : []),
    sessionSql(session, idByEmail(email), used, nowMs),
  ]);
  const rows = await db.all<{ accountId: string }>(
    sql`SELECT account_id AS accountId FROM sessions WHERE session_id = ${session.sessionId}`,
  );
  return rows[0]?.accountId ?? null;
}

export interface EmailChange {
  readonly codeId: string;
  readonly accountId: string;
  readonly email: string;
  readonly isAdmin: boolean;
  readonly usedBy: string;
  /** To the address before, if there was one. */
  readonly notice: NewMail | null;
}

/** False: the address belongs to another account; the code is used up all the same. */
export async function changeEmail(db: Db, change: EmailChange, nowMs: number): Promise<boolean> {
  const { accountId, email } = change;
  const { use, used } = useCodeSql(change.codeId, change.usedBy);
  const free = sql`${used} AND NOT EXISTS (SELECT 1 FROM accounts WHERE email = ${email} AND account_id <> ${accountId})`;
  const counts = await runBatch(db, [
    use,
    ...(change.notice ? [mailSql(change.notice, free, nowMs)] : []),
    sql`UPDATE accounts SET email = ${email}, is_admin = max(is_admin, ${change.isAdmin ? 1 : 0})
      WHERE account_id = ${accountId} AND ${free}`,
  ]);
  return counts.at(-1) === 1;
}

export async function renameAccount(db: Db, accountId: string, name: string): Promise<void> {
  await db.update(accounts).set({ name }).where(eq(accounts.accountId, accountId));
}

export interface Membership {
  readonly ownerId: string;
  readonly name: string;
  readonly role: Role;
}

export async function membershipsOf(db: Db, accountId: string): Promise<Membership[]> {
  return db
    .select({ ownerId: members.ownerId, name: organisations.name, role: members.role })
    .from(members)
    .innerJoin(organisations, eq(organisations.ownerId, members.ownerId))
    .where(eq(members.accountId, accountId))
    .orderBy(organisations.name, members.ownerId);
}
