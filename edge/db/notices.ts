import { eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Notice, NoticeBody, NoticeChoices, NoticeKind, PushSubscriptionBody } from "#contract/notice";
import { readChoices } from "../domain/notice/choices.ts";
import type { PageCursor } from "../domain/page-cursor.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { begunInPeriod } from "./quota.ts";
import { noticeChoices, pushSubscriptions } from "./schema.ts";

export interface NewNotice {
  readonly ownerId: string;
  readonly kind: NoticeKind;
  /** What it is about (a job, a bill, a period): nobody is told twice of the same. */
  readonly subject: string;
  readonly body: NoticeBody;
}

/** A notice in the batch of its cause; reconcile, or whoever wrote it, spreads it (flows/notices/spread-notices.ts). */
export function noticeSql({ ownerId, kind, subject, body }: NewNotice, guard: SQL, nowMs: number): SQL {
  return sql`INSERT INTO notices (notice_id, owner_id, kind, subject, body, created_at_ms)
    SELECT ${crypto.randomUUID()}, ${ownerId}, ${kind}, ${subject}, ${JSON.stringify(body)}, ${nowMs} WHERE ${guard}
    ON CONFLICT DO NOTHING`;
}

/** The owner is told how a job ended, in the batch that ends it: whoever owns it by then, by the name it has by then. */
export function jobNoticeSql(jobId: string, state: "done" | "failed", guard: SQL, nowMs: number): SQL {
  return sql`INSERT INTO notices (notice_id, owner_id, kind, subject, body, created_at_ms)
    SELECT ${crypto.randomUUID()}, j.owner_id, ${`scan.${state}`}, j.job_id,
      json_patch(json_object('scanId', s.scan_id, 'jobId', j.job_id, 'name', s.name),
        json_object('code', json_extract(j.failure, '$.code'))), ${nowMs}
    FROM jobs j JOIN scans s ON s.scan_id = j.scan_id WHERE j.job_id = ${jobId} AND ${guard}
    ON CONFLICT DO NOTHING`;
}

/** Told once a period, when the models begun reach a share of its quota; in the batch of the hold that reaches it. */
export function quotaNoticeSql(
  kind: "quota-80" | "quota-used",
  ownerId: string,
  period: { fromMs: number; quota: number },
  guard: SQL,
  nowMs: number,
): SQL {
  const from = kind === "quota-80" ? Math.ceil(period.quota * 0.8) : period.quota;
  const used = begunInPeriod(ownerId, period.fromMs);
  return sql`INSERT INTO notices (notice_id, owner_id, kind, subject, body, created_at_ms)
    SELECT ${crypto.randomUUID()}, ${ownerId}, ${kind}, ${String(period.fromMs)},
      json_object('used', ${used}, 'limit', ${period.quota}), ${nowMs}
    WHERE ${guard} AND ${used} >= ${from} ON CONFLICT DO NOTHING`;
}

type NoticeRow = Omit<Notice, "body"> & { body: string };
const shown = (row: NoticeRow): Notice => ({ ...row, body: JSON.parse(row.body) as NoticeBody });
const among = (kinds: readonly NoticeKind[]): SQL =>
  sql`kind IN (SELECT value FROM json_each(${JSON.stringify(kinds)}))`;

/** Newest first. */
export async function listNotices(
  db: Db,
  ownerId: string,
  kinds: readonly NoticeKind[],
  limit: number,
  after: PageCursor | null,
): Promise<Notice[]> {
  const older = after ? sql`(created_at_ms, notice_id) < (${after.atMs}, ${after.id})` : sql`1`;
  const rows = await db.all<NoticeRow>(sql`SELECT notice_id AS noticeId, kind, body, created_at_ms AS createdAtMs,
      read_at_ms AS readAtMs FROM notices WHERE owner_id = ${ownerId} AND ${among(kinds)} AND ${older}
    ORDER BY created_at_ms DESC, notice_id DESC LIMIT ${limit}`);
  return rows.map(shown);
}

export async function countUnread(db: Db, ownerId: string, kinds: readonly NoticeKind[]): Promise<number> {
  const row = await db.get<{ n: number }>(
    sql`SELECT count(*) AS n FROM notices WHERE owner_id = ${ownerId} AND read_at_ms IS NULL AND ${among(kinds)}`,
  );
  return row?.n ?? 0;
}

export async function markRead(
  db: Db,
  ownerId: string,
  noticeIds: readonly string[],
  untilMs: number,
  nowMs: number,
): Promise<void> {
  await runBatch(db, [
    sql`UPDATE notices SET read_at_ms = ${nowMs} WHERE owner_id = ${ownerId} AND read_at_ms IS NULL
      AND (created_at_ms <= ${untilMs} OR notice_id IN (SELECT value FROM json_each(${JSON.stringify(noticeIds)})))`,
  ]);
}

export async function choicesOf(db: Db, personId: string): Promise<NoticeChoices> {
  const row = (await db.select().from(noticeChoices).where(eq(noticeChoices.ownerId, personId)))[0];
  return readChoices(row?.choices);
}

export async function setChoices(db: Db, personId: string, choices: NoticeChoices, nowMs: number): Promise<void> {
  await db
    .insert(noticeChoices)
    .values({ ownerId: personId, choices, updatedAtMs: nowMs })
    .onConflictDoUpdate({ target: noticeChoices.ownerId, set: { choices, updatedAtMs: nowMs } });
}

export type PushRow = typeof pushSubscriptions.$inferSelect;
const perPersonMax = 20;

/** A browser belongs to whoever used it last; of too many the oldest goes. */
export async function putSubscription(
  db: Db,
  personId: string,
  endpointSha256: string,
  { endpoint, keys }: PushSubscriptionBody,
  nowMs: number,
): Promise<void> {
  await runBatch(db, [
    sql`INSERT INTO push_subscriptions (endpoint_sha256, owner_id, endpoint, p256dh, auth, created_at_ms)
      VALUES (${endpointSha256}, ${personId}, ${endpoint}, ${keys.p256dh}, ${keys.auth}, ${nowMs})
      ON CONFLICT (endpoint_sha256) DO UPDATE SET owner_id = excluded.owner_id, p256dh = excluded.p256dh,
        auth = excluded.auth, created_at_ms = excluded.created_at_ms`,
    sql`DELETE FROM push_subscriptions WHERE owner_id = ${personId} AND endpoint_sha256 NOT IN
      (SELECT endpoint_sha256 FROM push_subscriptions WHERE owner_id = ${personId}
        ORDER BY created_at_ms DESC, endpoint_sha256 LIMIT ${perPersonMax})`,
  ]);
}

export async function deleteSubscription(db: Db, personId: string, endpointSha256: string): Promise<void> {
  await runBatch(db, [
    sql`DELETE FROM push_subscriptions WHERE endpoint_sha256 = ${endpointSha256} AND owner_id = ${personId}`,
  ]);
}

export async function subscriptionsOf(db: Db, personId: string): Promise<PushRow[]> {
  return db.select().from(pushSubscriptions).where(eq(pushSubscriptions.ownerId, personId));
}

export async function dropSubscriptions(db: Db, endpointHashes: string[]): Promise<void> {
  if (endpointHashes.length === 0) return;
  await db.delete(pushSubscriptions).where(inArray(pushSubscriptions.endpointSha256, endpointHashes));
}
