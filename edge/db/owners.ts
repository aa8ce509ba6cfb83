import { sql } from "drizzle-orm";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";

/**
 * The owner behind a device token: the token's SHA-256, until the device is linked to an account, which will be another
 * owner. Null: the device was signed out, or erased.
 */
export async function ownerOfDevice(db: Db, tokenSha256: string): Promise<string | null> {
  // One question: every request of a device asks it first.
  const found = await db.get<{
    owner: string | null;
    gone: number | null;
    erased: number;
  }>(sql`SELECT d.owner_id AS owner,
      d.revoked_at_ms AS gone, EXISTS (SELECT 1 FROM erasures WHERE owner_id = ${tokenSha256}) AS erased
    FROM (SELECT 1) LEFT JOIN devices d ON d.token_sha256 = ${tokenSha256}`);
  if (found?.owner) return found.gone === null ? found.owner : null;
  return found?.erased ? null : tokenSha256;
}

/** Writes the owner of a new device down, when it first owns something: asking alone leaves no trace. */
export async function rememberDevice(db: Db, ownerId: string, tokenSha256: string, nowMs: number): Promise<void> {
  if (ownerId !== tokenSha256) return;
  await runBatch(db, [
    sql`INSERT INTO owners (owner_id, created_at_ms) VALUES (${tokenSha256}, ${nowMs}) ON CONFLICT DO NOTHING`,
    sql`INSERT INTO devices (token_sha256, owner_id, created_at_ms)
      VALUES (${tokenSha256}, ${tokenSha256}, ${nowMs}) ON CONFLICT DO NOTHING`,
  ]);
}
