import { eq, sql } from "drizzle-orm";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { devices } from "./schema.ts";

/**
 * The owner behind a device token: the token's SHA-256, until the device is linked to an account, which will be another
 * owner. Null: the device was signed out, or erased.
 */
export async function ownerOfDevice(db: Db, tokenSha256: string): Promise<string | null> {
  const known = await db.select().from(devices).where(eq(devices.tokenSha256, tokenSha256));
  if (known[0]) return known[0].revokedAtMs === null ? known[0].ownerId : null;
  const erased = await db.all(sql`SELECT 1 FROM erasures WHERE owner_id = ${tokenSha256}`);
  return erased.length > 0 ? null : tokenSha256;
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
