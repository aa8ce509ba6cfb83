import { sql } from "drizzle-orm";
import { codeRules } from "../domain/identity/sign-in-rules.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";

const dayMs = 86_400_000;
const keptMs = 30 * dayMs;

/** What was good for a while and is not any more. */
export async function purgeIdentity(db: Db, nowMs: number): Promise<number> {
  const changes = await runBatch(db, [
    sql`DELETE FROM email_codes WHERE created_at_ms < ${nowMs - codeRules.keptMs}`,
    sql`DELETE FROM challenges WHERE expires_at_ms < ${nowMs}`,
    sql`DELETE FROM sessions WHERE expires_at_ms < ${nowMs - keptMs} OR revoked_at_ms < ${nowMs - keptMs}`,
    sql`DELETE FROM mails WHERE created_at_ms < ${nowMs - keptMs}`,
  ]);
  return changes.reduce((sum, n) => sum + n, 0);
}
