import { inArray, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { outbox } from "./schema.ts";

export interface OutboxRow {
  readonly id: number;
  readonly queue: "jobs" | "sweep";
  readonly body: string;
  readonly notBeforeMs: number;
}

const leaseMs = 60_000;

/** Takes up to `limit` messages for a minute: a pump that dies leaves them to the next. */
export async function leaseMessages(db: Db, limit: number, nowMs: number): Promise<OutboxRow[]> {
  return db.all<OutboxRow>(sql`UPDATE outbox SET leased_until_ms = ${nowMs + leaseMs}
    WHERE id IN (SELECT id FROM outbox WHERE leased_until_ms <= ${nowMs} ORDER BY id LIMIT ${limit})
    RETURNING id, queue, body, not_before_ms AS notBeforeMs`);
}

export async function removeMessages(db: Db, ids: number[]): Promise<void> {
  if (ids.length > 0) await db.delete(outbox).where(inArray(outbox.id, ids));
}

export async function releaseMessages(db: Db, ids: number[]): Promise<void> {
  if (ids.length > 0) await db.update(outbox).set({ leasedUntilMs: 0 }).where(inArray(outbox.id, ids));
}
