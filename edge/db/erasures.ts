import { asc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { ownRowsSql } from "./exports.ts";
import { revokeLinksSql } from "./links.ts";
import { ownTables } from "./own-tables.ts";
import { erasures } from "./schema.ts";

export type ErasureRow = typeof erasures.$inferSelect;

export async function findErasure(db: Db, ownerId: string): Promise<ErasureRow | undefined> {
  return (await db.select().from(erasures).where(eq(erasures.ownerId, ownerId)))[0];
}

/** An organisation that would have no owner left: who stays must not depend on who is gone. */
const leavesNoOwner = (accountId: string): SQL => sql`EXISTS (SELECT 1 FROM members m
  WHERE m.account_id = ${accountId} AND m.role = 'owner'
    AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.owner_id = m.owner_id)
    AND NOT EXISTS (SELECT 1 FROM members o WHERE o.owner_id = m.owner_id AND o.role = 'owner'
      AND o.account_id <> ${accountId} AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.owner_id = o.account_id)))`;

/** Begins an erasure and locks everybody out, in one batch. False: an organisation would be left without an owner. */
export async function askErasure(db: Db, ownerId: string, nowMs: number): Promise<boolean> {
  const asked = sql`EXISTS (SELECT 1 FROM erasures WHERE owner_id = ${ownerId})`;
  await runBatch(db, [
    sql`INSERT INTO erasures (owner_id, asked_at_ms) SELECT ${ownerId}, ${nowMs} WHERE NOT ${leavesNoOwner(ownerId)}
      ON CONFLICT DO NOTHING`,
    ...lockOutSql(ownerId, asked, nowMs),
  ]);
  return (await findErasure(db, ownerId)) !== undefined;
}

/** From now on nothing opens what the owner has: sessions, tokens, devices, keys, links, membership. */
export async function lockOut(db: Db, ownerId: string, nowMs: number): Promise<void> {
  const asked = sql`EXISTS (SELECT 1 FROM erasures WHERE owner_id = ${ownerId} AND ended_at_ms IS NULL)`;
  await runBatch(db, lockOutSql(ownerId, asked, nowMs));
}

function lockOutSql(ownerId: string, asked: SQL, nowMs: number): SQL[] {
  return [
    sql`UPDATE accounts SET signed_out_at_ms = max(signed_out_at_ms, ${nowMs}) WHERE account_id = ${ownerId} AND ${asked}`,
    sql`UPDATE devices SET revoked_at_ms = ${nowMs} WHERE owner_id = ${ownerId} AND revoked_at_ms IS NULL AND ${asked}`,
    sql`UPDATE webhooks SET paused_at_ms = ${nowMs} WHERE owner_id = ${ownerId} AND paused_at_ms IS NULL AND ${asked}`,
    ...["sessions", "passkeys"].map(
      (table) => sql`DELETE FROM ${sql.identifier(table)} WHERE account_id = ${ownerId} AND ${asked}`,
    ),
    ...["api_keys", "invitations", "push_subscriptions", "members"].map(
      (table) => sql`DELETE FROM ${sql.identifier(table)} WHERE owner_id = ${ownerId} AND ${asked}`,
    ),
    ...revokeLinksSql(ownerId, nowMs, asked),
  ];
}

export async function openErasures(db: Db, limit: number): Promise<ErasureRow[]> {
  return db.select().from(erasures).where(isNull(erasures.endedAtMs)).orderBy(asc(erasures.askedAtMs)).limit(limit);
}

export async function scanIdsOf(db: Db, ownerId: string, limit: number): Promise<string[]> {
  const rows = await db.all<{ scanId: string }>(
    sql`SELECT scan_id AS scanId FROM scans WHERE owner_id = ${ownerId} ORDER BY scan_id LIMIT ${limit}`,
  );
  return rows.map((r) => r.scanId);
}

/** Zips that a batch was being made from. */
export async function importKeysOf(db: Db, ownerId: string): Promise<string[]> {
  const rows = await db.all<{ key: string }>(sql`SELECT key FROM batch_imports WHERE owner_id = ${ownerId}`);
  return rows.map((r) => r.key);
}

/**
 * The rest in one batch, once no scan is left (else it fails as a whole, for scans name their owner, and is tried again).
 * The books keep what they need under a name that nothing leads from.
 */
export async function eraseRecords(db: Db, ownerId: string, nowMs: number): Promise<void> {
  const pseudonym = `erased-${crypto.randomUUID()}`;
  const email = sql`(SELECT email FROM accounts WHERE account_id = ${ownerId})`;
  await runBatch(db, [
    ...["mails", "email_codes", "invitations"].map((table) => {
      const column = sql.identifier(table === "mails" ? "recipient" : "email");
      return sql`DELETE FROM ${sql.identifier(table)} WHERE ${column} = ${email}`;
    }),
    sql`UPDATE audit_log SET detail = '{}' WHERE subject = ${ownerId}`,
    ...ownTables.flatMap((table) => {
      const name = sql.identifier(table.table);
      const mine = ownRowsSql(table, ownerId);
      if (table.erase === "delete") return [sql`DELETE FROM ${name} WHERE ${mine}`];
      return table.erase === "unname" ? [sql`UPDATE ${name} SET owner_id = ${pseudonym} WHERE ${mine}`] : [];
    }),
    sql`UPDATE erasures SET ended_at_ms = ${nowMs} WHERE owner_id = ${ownerId}`,
  ]);
}

/**
 * Owners that the bucket says were erased: opens the erasures that the database does not know, and those whose owner has
 * come back (both happen when a database is restored).
 */
export async function reopenErasures(
  db: Db,
  marked: readonly { readonly ownerId: string; readonly askedAtMs: number }[],
): Promise<number> {
  const [opened] = await runBatch(db, [
    sql`INSERT INTO erasures (owner_id, asked_at_ms)
      SELECT value ->> 'ownerId', value ->> 'askedAtMs' FROM json_each(${JSON.stringify(marked)}) WHERE true
      ON CONFLICT (owner_id) DO UPDATE SET ended_at_ms = NULL
        WHERE ended_at_ms IS NOT NULL AND EXISTS (SELECT 1 FROM owners o WHERE o.owner_id = excluded.owner_id)`,
  ]);
  return opened ?? 0;
}
