import { eq, sql } from "drizzle-orm";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { devices } from "./schema.ts";

/**
 * The owner behind a device token; the first use makes one. Its id is the token's SHA-256 until the device is linked to
 * an account, which will be another owner. Null: the device was signed out.
 */
export async function ownerOfDevice(db: Db, tokenSha256: string, nowMs: number): Promise<string | null> {
  const known = await db.select().from(devices).where(eq(devices.tokenSha256, tokenSha256));
  if (known[0]) return known[0].revokedAtMs === null ? known[0].ownerId : null;
  await runBatch(db, [
    sql`INSERT INTO owners (owner_id, created_at_ms) VALUES (${tokenSha256}, ${nowMs}) ON CONFLICT DO NOTHING`,
    sql`INSERT INTO devices (token_sha256, owner_id, created_at_ms)
      VALUES (${tokenSha256}, ${tokenSha256}, ${nowMs}) ON CONFLICT DO NOTHING`,
  ]);
  return tokenSha256;
}
