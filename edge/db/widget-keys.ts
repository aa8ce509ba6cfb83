import { and, desc, eq, sql } from "drizzle-orm";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { widgetKeys } from "./schema.ts";

export type WidgetKeyRow = typeof widgetKeys.$inferSelect;
export interface WidgetKey extends WidgetKeyRow {
  readonly origins: readonly string[];
}

/** Living ones of one owner. */
export const widgetKeysMax = 50;
const minuteMs = 60_000;
const jsonOrigins = sql<string>`(SELECT json_group_array(o.origin) FROM
  (SELECT origin FROM widget_origins WHERE key_id = widget_keys.key_id ORDER BY origin) o)`;

async function select(db: Db, where: ReturnType<typeof eq> | undefined): Promise<WidgetKey[]> {
  const rows = await db
    .select({ row: widgetKeys, origins: jsonOrigins })
    .from(widgetKeys)
    .where(where)
    .orderBy(desc(widgetKeys.createdAtMs), desc(widgetKeys.keyId));
  return rows.map(({ row, origins }) => ({ ...row, origins: JSON.parse(origins) as string[] }));
}

export const listWidgetKeys = (db: Db, ownerId: string): Promise<WidgetKey[]> =>
  select(db, eq(widgetKeys.ownerId, ownerId));

export async function findWidgetKey(db: Db, ownerId: string, keyId: string): Promise<WidgetKey | undefined> {
  return (await select(db, and(eq(widgetKeys.ownerId, ownerId), eq(widgetKeys.keyId, keyId))))[0];
}

const originsOf = (keyId: string, origins: readonly string[]) =>
  sql`INSERT INTO widget_origins (key_id, origin)
    SELECT k.key_id, value FROM widget_keys k, json_each(${JSON.stringify(origins)}) WHERE k.key_id = ${keyId}
    ON CONFLICT DO NOTHING`;

/** False: there are as many living keys as there can be. */
export async function insertWidgetKey(db: Db, { origins, ...key }: WidgetKey): Promise<boolean> {
  const [made] = await runBatch(db, [
    sql`INSERT INTO widget_keys (key_id, owner_id, name, key, created_at_ms)
      SELECT ${key.keyId}, ${key.ownerId}, ${key.name}, ${key.key}, ${key.createdAtMs}
      WHERE (SELECT count(*) FROM widget_keys WHERE owner_id = ${key.ownerId} AND revoked_at_ms IS NULL)
        < ${widgetKeysMax}`,
    originsOf(key.keyId, origins),
  ]);
  return made === 1;
}

/** Of a key that its owner has; which it is was looked up before. */
export async function changeWidgetKey(
  db: Db,
  keyId: string,
  { name, origins }: { readonly name?: string | undefined; readonly origins?: readonly string[] | undefined },
): Promise<void> {
  await runBatch(db, [
    ...(name === undefined ? [] : [sql`UPDATE widget_keys SET name = ${name} WHERE key_id = ${keyId}`]),
    ...(origins ? [sql`DELETE FROM widget_origins WHERE key_id = ${keyId}`, originsOf(keyId, origins)] : []),
  ]);
}

/** Twice is once. False: the owner has no such key. */
export async function revokeWidgetKey(db: Db, ownerId: string, keyId: string, nowMs: number): Promise<boolean> {
  const rows = await db
    .update(widgetKeys)
    .set({ revokedAtMs: sql`coalesce(revoked_at_ms, ${nowMs})` })
    .where(and(eq(widgetKeys.ownerId, ownerId), eq(widgetKeys.keyId, keyId)))
    .returning({ keyId: widgetKeys.keyId });
  return rows.length > 0;
}

/** A living key that names this origin. Its last use is noted, at most once a minute. */
export async function useWidgetKey(
  db: Db,
  key: string,
  origin: string,
  nowMs: number,
): Promise<Pick<WidgetKeyRow, "keyId" | "ownerId"> | null> {
  const row = await db.get<{ keyId: string; ownerId: string; usedAtMs: number | null }>(sql`
    SELECT k.key_id AS keyId, k.owner_id AS ownerId, k.last_used_at_ms AS usedAtMs FROM widget_keys k
    JOIN widget_origins o ON o.key_id = k.key_id AND o.origin = ${origin}
    WHERE k.key = ${key} AND k.revoked_at_ms IS NULL`);
  if (!row) return null;
  if (nowMs - (row.usedAtMs ?? 0) > minuteMs) {
    await db.update(widgetKeys).set({ lastUsedAtMs: nowMs }).where(eq(widgetKeys.keyId, row.keyId));
  }
  return { keyId: row.keyId, ownerId: row.ownerId };
}

/** Whether any living key names it: all that can be asked before a request, which does not say its key yet. */
export async function isOriginOfSome(db: Db, origin: string): Promise<boolean> {
  const row = await db.get<{ one: number }>(sql`SELECT 1 AS one FROM widget_origins o
    JOIN widget_keys k ON k.key_id = o.key_id WHERE o.origin = ${origin} AND k.revoked_at_ms IS NULL LIMIT 1`);
  return row !== undefined && row !== null;
}
