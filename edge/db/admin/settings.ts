import { eq, sql } from "drizzle-orm";
import { runBatch } from "../batch.ts";
import type { Db } from "../client.ts";
import { settings } from "../schema.ts";
import { auditSql } from "./audit.ts";

export type SettingRow = typeof settings.$inferSelect;

export async function readSetting(db: Db, name: string): Promise<SettingRow | undefined> {
  return (await db.select().from(settings).where(eq(settings.name, name)))[0];
}

/** Null takes the setting away: the code's own value holds again. What it was before is written down with it. */
export async function saveSetting(db: Db, name: string, value: unknown, by: string, nowMs: number): Promise<void> {
  const before = (await readSetting(db, name))?.value ?? null;
  const audited = { accountId: by, action: "set", subject: name, detail: { from: before, to: value } };
  const write =
    value === null
      ? sql`DELETE FROM settings WHERE name = ${name}`
      : sql`INSERT INTO settings (name, value, updated_at_ms, updated_by)
          VALUES (${name}, ${JSON.stringify(value)}, ${nowMs}, ${by})
          ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at_ms = excluded.updated_at_ms,
            updated_by = excluded.updated_by`;
  await runBatch(db, [auditSql(audited, sql`1`, nowMs), write]);
}
