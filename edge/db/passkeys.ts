import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { passkeysMax } from "../domain/identity/sign-in-rules.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { mailSql, type NewMail } from "./mails.ts";
import { challenges, passkeys } from "./schema.ts";
import { type NewSession, sessionSql } from "./sessions.ts";

export type PasskeyRow = typeof passkeys.$inferSelect;
type Purpose = (typeof challenges.$inferSelect)["purpose"];

export async function keepChallenge(
  db: Db,
  challenge: string,
  purpose: Purpose,
  accountId: string | null,
  expiresAtMs: number,
): Promise<void> {
  await db.insert(challenges).values({ challenge, purpose, accountId, expiresAtMs });
}

/** Takes a challenge away; true if it was there and good. So it is good once. */
export async function takeChallenge(
  db: Db,
  challenge: string,
  purpose: Purpose,
  accountId: string | null,
  nowMs: number,
): Promise<boolean> {
  const rows = await db.all(sql`DELETE FROM challenges WHERE challenge = ${challenge} AND purpose = ${purpose}
    AND account_id IS ${accountId} AND expires_at_ms > ${nowMs} RETURNING challenge`);
  return rows.length > 0;
}

export async function listPasskeys(db: Db, accountId: string): Promise<PasskeyRow[]> {
  return db.select().from(passkeys).where(eq(passkeys.accountId, accountId)).orderBy(asc(passkeys.createdAtMs));
}

export async function findPasskey(db: Db, credentialId: string): Promise<PasskeyRow | undefined> {
  return (await db.select().from(passkeys).where(eq(passkeys.credentialId, credentialId)))[0];
}

/** False: the account has as many as it can have, or somebody has this very passkey. */
export async function insertPasskey(db: Db, row: PasskeyRow, notice: NewMail | null): Promise<boolean> {
  const counts = await runBatch(db, [
    sql`INSERT INTO passkeys (credential_id, account_id, public_key, counter, transports, name, created_at_ms)
      SELECT ${row.credentialId}, ${row.accountId}, ${row.publicKey}, ${row.counter}, ${JSON.stringify(row.transports)},
        ${row.name}, ${row.createdAtMs}
      WHERE (SELECT count(*) FROM passkeys WHERE account_id = ${row.accountId}) < ${passkeysMax}
      ON CONFLICT DO NOTHING`,
    ...(notice ? [mailSql(notice, sql`changes() = 1`, row.createdAtMs)] : []),
  ]);
  return counts[0] === 1;
}

export async function renamePasskey(
  db: Db,
  accountId: string,
  credentialId: string,
  name: string,
): Promise<PasskeyRow | undefined> {
  const own = and(eq(passkeys.accountId, accountId), eq(passkeys.credentialId, credentialId));
  return (await db.update(passkeys).set({ name }).where(own).returning())[0];
}

/** Not the last one, unless an e-mail address lets the person in. */
export async function deletePasskey(db: Db, accountId: string, credentialId: string): Promise<boolean> {
  const [first] = await runBatch(db, [
    sql`DELETE FROM passkeys WHERE account_id = ${accountId} AND credential_id = ${credentialId}
      AND (EXISTS (SELECT 1 FROM accounts WHERE account_id = ${accountId} AND email IS NOT NULL)
        OR (SELECT count(*) FROM passkeys WHERE account_id = ${accountId}) > 1)`,
  ]);
  return first === 1;
}

/** Notes the use and opens the session in one batch. False: the counter moved meanwhile, as a copy of the key would do. */
export async function signInByPasskey(
  db: Db,
  row: PasskeyRow,
  newCounter: number,
  session: NewSession,
  nowMs: number,
): Promise<boolean> {
  const id: SQL = sql`${row.accountId}`;
  const [first] = await runBatch(db, [
    sql`UPDATE passkeys SET counter = ${newCounter}, last_used_at_ms = ${nowMs}
      WHERE credential_id = ${row.credentialId} AND account_id = ${row.accountId} AND counter = ${row.counter}`,
    sessionSql(session, id, sql`changes() = 1`, nowMs),
  ]);
  return first === 1;
}
