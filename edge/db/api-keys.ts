import { and, desc, eq, sql } from "drizzle-orm";
import { apiKeysMax } from "../domain/identity/sign-in-rules.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import type { ApiKeyRow } from "./principals.ts";
import { apiKeys } from "./schema.ts";

export async function listKeys(db: Db, ownerId: string): Promise<ApiKeyRow[]> {
  return db.select().from(apiKeys).where(eq(apiKeys.ownerId, ownerId)).orderBy(desc(apiKeys.createdAtMs));
}

/** False: there are as many living keys as there can be. */
export async function insertKey(db: Db, key: ApiKeyRow): Promise<boolean> {
  const [first] = await runBatch(db, [
    sql`INSERT INTO api_keys (key_id, owner_id, created_by, name, prefix, secret_sha256, scopes, created_at_ms, expires_at_ms)
      SELECT ${key.keyId}, ${key.ownerId}, ${key.createdBy}, ${key.name}, ${key.prefix}, ${key.secretSha256},
        ${JSON.stringify(key.scopes)}, ${key.createdAtMs}, ${key.expiresAtMs}
      WHERE (SELECT count(*) FROM api_keys WHERE owner_id = ${key.ownerId} AND revoked_at_ms IS NULL) < ${apiKeysMax}`,
  ]);
  return first === 1;
}

/** Twice is once. False: the owner has no such key. */
export async function revokeKey(db: Db, ownerId: string, keyId: string, nowMs: number): Promise<boolean> {
  const rows = await db
    .update(apiKeys)
    .set({ revokedAtMs: sql`coalesce(revoked_at_ms, ${nowMs})` })
    .where(and(eq(apiKeys.ownerId, ownerId), eq(apiKeys.keyId, keyId)))
    .returning({ keyId: apiKeys.keyId });
  return rows.length > 0;
}
