import { and, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { devices } from "./schema.ts";

export type DeviceRow = typeof devices.$inferSelect;

export async function findDevice(db: Db, tokenSha256: string): Promise<DeviceRow | undefined> {
  return (await db.select().from(devices).where(eq(devices.tokenSha256, tokenSha256)))[0];
}

export async function linkedDevices(db: Db, accountId: string): Promise<DeviceRow[]> {
  return db
    .select()
    .from(devices)
    .where(and(eq(devices.ownerId, accountId), isNull(devices.revokedAtMs)))
    .orderBy(desc(devices.linkedAtMs));
}

/** Makes the device the account's, with all that was its own, in one batch. Nothing happens to another account's. */
export async function linkDevice(
  db: Db,
  tokenSha256: string,
  accountId: string,
  agent: string,
  nowMs: number,
): Promise<void> {
  const mine = sql`EXISTS (SELECT 1 FROM devices WHERE token_sha256 = ${tokenSha256} AND owner_id = ${accountId})`;
  const erased = sql`EXISTS (SELECT 1 FROM erasures WHERE owner_id IN (${tokenSha256}, ${accountId}))`;
  await runBatch(db, [
    sql`INSERT INTO owners (owner_id, created_at_ms) VALUES (${tokenSha256}, ${nowMs}) ON CONFLICT DO NOTHING`,
    sql`INSERT INTO devices (token_sha256, owner_id, created_at_ms)
      VALUES (${tokenSha256}, ${tokenSha256}, ${nowMs}) ON CONFLICT DO NOTHING`,
    sql`UPDATE devices SET owner_id = ${accountId}, linked_at_ms = ${nowMs}, agent = ${agent}
      WHERE token_sha256 = ${tokenSha256} AND owner_id = ${tokenSha256} AND revoked_at_ms IS NULL AND NOT ${erased}`,
    ...moveSql(tokenSha256, accountId, mine),
  ]);
}

/**
 * Gives everything of one owner to another. Where both have what there can be only one of, the receiver's stays. Answers
 * to Idempotency-Keys are left: a request under way still writes to its own.
 */
function moveSql(from: string, to: string, guard: SQL): SQL[] {
  const table = (name: string) =>
    sql`UPDATE ${sql.identifier(name)} SET owner_id = ${to} WHERE owner_id = ${from} AND ${guard}`;
  const oneEach = (name: string) => [
    sql`UPDATE OR IGNORE ${sql.identifier(name)} SET owner_id = ${to} WHERE owner_id = ${from} AND ${guard}`,
    sql`DELETE FROM ${sql.identifier(name)} WHERE owner_id = ${from} AND ${guard}`,
  ];
  return [
    ...["scans", "jobs", "tombstones", "quota_entries", "meter_events", "push_subscriptions", "mails"].map(table),
    ...["batches", "data_exports", "orders", "order_addresses", "parts", "quotes"].map(table),
    ...["notices", "notice_choices"].flatMap(oneEach),
  ];
}

/** Linked devices under whose old owner something was written after all: by requests that were under way. */
export async function devicesLeftBehind(db: Db, limit: number): Promise<{ tokenSha256: string; ownerId: string }[]> {
  const has = (name: string) => sql`EXISTS (SELECT 1 FROM ${sql.identifier(name)} x WHERE x.owner_id = d.token_sha256)`;
  const any = sql.join(
    ["scans", "jobs", "tombstones", "quota_entries", "notices", "push_subscriptions", "orders", "parts", "quotes"].map(
      has,
    ),
    sql` OR `,
  );
  return db.all(sql`SELECT d.token_sha256 AS tokenSha256, d.owner_id AS ownerId FROM devices d
    WHERE d.linked_at_ms IS NOT NULL AND d.owner_id <> d.token_sha256 AND (${any}) LIMIT ${limit}`);
}

export async function catchUp(db: Db, tokenSha256: string, ownerId: string): Promise<void> {
  const linked = sql`EXISTS (SELECT 1 FROM devices WHERE token_sha256 = ${tokenSha256} AND owner_id = ${ownerId})`;
  await runBatch(db, moveSql(tokenSha256, ownerId, linked));
}

/** Its token opens nothing any more; the scans stay the account's. Twice is once. */
export async function unlinkDevice(db: Db, tokenSha256: string, accountId: string, nowMs: number): Promise<boolean> {
  const rows = await db
    .update(devices)
    .set({ revokedAtMs: sql`coalesce(revoked_at_ms, ${nowMs})` })
    .where(and(eq(devices.tokenSha256, tokenSha256), eq(devices.ownerId, accountId)))
    .returning({ token: devices.tokenSha256 });
  return rows.length > 0;
}
