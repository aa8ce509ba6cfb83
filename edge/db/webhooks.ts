import { and, asc, desc, eq, type SQL, sql } from "drizzle-orm";
import { type WebhookEvent, type WebhookPause, webhookLimits } from "#contract/webhook";
import { webhookTiming } from "../domain/organisation/webhook-schedule.ts";
import type { PageCursor } from "../domain/page-cursor.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { deliveries, webhooks } from "./schema.ts";

export type WebhookRow = typeof webhooks.$inferSelect;
export type DeliveryRow = typeof deliveries.$inferSelect;

export async function webhooksOf(db: Db, ownerId: string): Promise<WebhookRow[]> {
  return db.select().from(webhooks).where(eq(webhooks.ownerId, ownerId)).orderBy(asc(webhooks.createdAtMs));
}

export async function findWebhook(db: Db, webhookId: string): Promise<WebhookRow | undefined> {
  return (await db.select().from(webhooks).where(eq(webhooks.webhookId, webhookId)))[0];
}

/** False: there are too many, or the id is taken. */
export async function insertWebhook(db: Db, row: WebhookRow): Promise<boolean> {
  const { webhookId, ownerId, url, secret, events, createdAtMs, pausedAtMs, pausedWhy } = row;
  const [first] = await runBatch(db, [
    sql`INSERT INTO webhooks (webhook_id, owner_id, url, secret, events, created_at_ms, paused_at_ms, paused_why)
      SELECT ${webhookId}, ${ownerId}, ${url}, ${secret}, ${JSON.stringify(events)}, ${createdAtMs}, ${pausedAtMs}, ${pausedWhy}
      WHERE (SELECT count(*) FROM webhooks WHERE owner_id = ${ownerId}) < ${webhookLimits.perOwnerMax}
      ON CONFLICT DO NOTHING`,
  ]);
  return first === 1;
}

/** Going on again, what still waits has its whole day before it. */
export async function changeWebhook(
  db: Db,
  webhookId: string,
  change: { url: string; events: readonly WebhookEvent[]; paused: boolean },
  nowMs: number,
): Promise<void> {
  const { url, events, paused } = change;
  await runBatch(db, [
    sql`UPDATE deliveries SET since_ms = ${nowMs}, next_try_at_ms = ${nowMs}
      WHERE webhook_id = ${webhookId} AND next_try_at_ms IS NOT NULL AND ${paused ? 0 : 1}
        AND EXISTS (SELECT 1 FROM webhooks WHERE webhook_id = ${webhookId} AND paused_at_ms IS NOT NULL)`,
    sql`UPDATE webhooks SET url = ${url}, events = ${JSON.stringify(events)},
      paused_at_ms = ${paused ? sql`coalesce(paused_at_ms, ${nowMs})` : sql`NULL`},
      paused_why = ${paused ? sql`coalesce(paused_why, 'asked')` : sql`NULL`} WHERE webhook_id = ${webhookId}`,
  ]);
}

export async function deleteWebhook(db: Db, webhookId: string): Promise<void> {
  await runBatch(db, [
    sql`DELETE FROM deliveries WHERE webhook_id = ${webhookId}`,
    sql`DELETE FROM webhooks WHERE webhook_id = ${webhookId}`,
  ]);
}

/** Stops sending there and tells the owner, once: false when it is paused already. */
export async function pauseWebhook(
  db: Db,
  webhook: { webhookId: string; ownerId: string; url: string },
  why: WebhookPause,
  nowMs: number,
): Promise<boolean> {
  const { webhookId, ownerId, url } = webhook;
  const [first] = await runBatch(db, [
    sql`UPDATE webhooks SET paused_at_ms = ${nowMs}, paused_why = ${why}
      WHERE webhook_id = ${webhookId} AND paused_at_ms IS NULL`,
    sql`INSERT INTO notices (notice_id, owner_id, kind, subject, body, created_at_ms)
      SELECT ${crypto.randomUUID()}, ${ownerId}, 'webhook-paused', ${`${webhookId}.${nowMs}`},
        ${JSON.stringify({ name: new URL(url).host, code: why })}, ${nowMs} WHERE changes() = 1 ON CONFLICT DO NOTHING`,
  ]);
  return first === 1;
}

export async function listDeliveries(
  db: Db,
  webhookId: string,
  limit: number,
  after: PageCursor | null,
): Promise<DeliveryRow[]> {
  const older = after
    ? sql`(${deliveries.createdAtMs}, ${deliveries.deliveryId}) < (${after.atMs}, ${after.id})`
    : undefined;
  return db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.webhookId, webhookId), older))
    .orderBy(desc(deliveries.createdAtMs), desc(deliveries.deliveryId))
    .limit(limit);
}

export async function findDelivery(db: Db, webhookId: string, deliveryId: string): Promise<DeliveryRow | undefined> {
  const rows = await db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.webhookId, webhookId), eq(deliveries.deliveryId, deliveryId)));
  return rows[0];
}

/** From now on as if it were new, under the event's own id. */
export async function replayDelivery(db: Db, deliveryId: string, nowMs: number): Promise<void> {
  await runBatch(db, [
    sql`UPDATE deliveries SET tries = 0, since_ms = ${nowMs}, next_try_at_ms = ${nowMs}, delivered_at_ms = NULL
      WHERE delivery_id = ${deliveryId}`,
  ]);
}

/** A delivery taken for sending, with what is needed for it. */
export interface DueDelivery {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly ownerId: string;
  readonly url: string;
  readonly secret: string;
  readonly eventId: string;
  readonly body: string;
  /** Before this one. */
  readonly tries: number;
  readonly sinceMs: number;
}

/** Those that are due, of endpoints that go on; taken for a minute, so that a pump that dies leaves them to the next. */
export async function leaseDeliveries(
  db: Db,
  limit: number,
  nowMs: number,
  only: SQL = sql`1`,
): Promise<DueDelivery[]> {
  return db.all<DueDelivery>(sql`UPDATE deliveries SET next_try_at_ms = ${nowMs + webhookTiming.leaseMs}, last_try_at_ms = ${nowMs}
    WHERE delivery_id IN (
      SELECT d.delivery_id FROM deliveries d JOIN webhooks p ON p.webhook_id = d.webhook_id
      WHERE d.next_try_at_ms <= ${nowMs} AND p.paused_at_ms IS NULL AND ${only} ORDER BY d.next_try_at_ms LIMIT ${limit})
    RETURNING delivery_id AS deliveryId, deliveries.webhook_id AS webhookId, event_id AS eventId, body, tries,
      since_ms AS sinceMs, (SELECT owner_id FROM webhooks x WHERE x.webhook_id = deliveries.webhook_id) AS ownerId,
      (SELECT url FROM webhooks x WHERE x.webhook_id = deliveries.webhook_id) AS url,
      (SELECT secret FROM webhooks x WHERE x.webhook_id = deliveries.webhook_id) AS secret`);
}

export async function noteTry(
  db: Db,
  deliveryId: string,
  tried: { status: number; answer: string; nextTryAtMs: number | null; delivered: boolean },
  nowMs: number,
): Promise<void> {
  await runBatch(db, [
    sql`UPDATE deliveries SET tries = tries + 1, last_status = ${tried.status}, last_answer = ${tried.answer},
      next_try_at_ms = ${tried.nextTryAtMs}, delivered_at_ms = ${tried.delivered ? nowMs : null}
      WHERE delivery_id = ${deliveryId}`,
  ]);
}

export async function purgeDeliveries(db: Db, nowMs: number): Promise<number> {
  const [gone] = await runBatch(db, [
    sql`DELETE FROM deliveries WHERE created_at_ms < ${nowMs - webhookTiming.keptMs} AND next_try_at_ms IS NULL`,
  ]);
  return gone ?? 0;
}
