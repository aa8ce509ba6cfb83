import { type SQL, sql } from "drizzle-orm";
import type { NoticeBody, NoticeKind } from "#contract/notice";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";

export interface PendingNotice {
  readonly noticeId: string;
  readonly ownerId: string;
  readonly kind: NoticeKind;
  readonly body: NoticeBody;
}

const leaseMs = 2 * 60_000;
/** A push service that is down is asked again after 4, 8, 16 … minutes; the mail is written at once. */
const triesMax = 5;

/** Takes notices that are to be spread: for some minutes nobody else does. One that dies leaves them to the next. */
export async function claimNotices(db: Db, claim: string, limit: number, nowMs: number): Promise<PendingNotice[]> {
  const rows = await db.all<Omit<PendingNotice, "body"> & { body: string }>(sql`UPDATE notices SET
      spread_claim = ${claim}, spread_tries = spread_tries + 1, spread_due_at_ms = ${nowMs} + ${leaseMs} * (2 << spread_tries)
    WHERE notice_id IN (SELECT notice_id FROM notices WHERE spread_at_ms IS NULL AND spread_due_at_ms <= ${nowMs}
      ORDER BY spread_due_at_ms, created_at_ms LIMIT ${limit})
    RETURNING notice_id AS noticeId, owner_id AS ownerId, kind, body`);
  return rows.map((row) => ({ ...row, body: JSON.parse(row.body) as NoticeBody }));
}

/** Writes the mails of claimed notices, once: `mails` are made with the guard that says that none was written. */
export async function writeMails(
  db: Db,
  claim: string,
  noticeIds: readonly string[],
  mails: (guard: SQL) => SQL[],
  nowMs: number,
): Promise<void> {
  const these = sql`spread_claim = ${claim} AND notice_id IN (SELECT value FROM json_each(${JSON.stringify(noticeIds)}))`;
  const unmailed = sql`EXISTS (SELECT 1 FROM notices WHERE ${these} AND mailed_at_ms IS NULL)`;
  await runBatch(db, [...mails(unmailed), sql`UPDATE notices SET mailed_at_ms = ${nowMs} WHERE ${these}`]);
}

/** What is spread is done with; what a push service put off stays due, until it was tried often enough. */
export async function endClaim(db: Db, claim: string, putOff: readonly string[], nowMs: number): Promise<void> {
  await runBatch(db, [
    sql`UPDATE notices SET spread_at_ms = ${nowMs} WHERE spread_claim = ${claim} AND (spread_tries >= ${triesMax}
      OR notice_id NOT IN (SELECT value FROM json_each(${JSON.stringify(putOff)})))`,
  ]);
}

export interface Person {
  readonly personId: string;
  /** Null: a device without an account, or no confirmed address. */
  readonly email: string | null;
}

/** Who is told of what an owner has: itself, or those who run an organisation. */
export async function personsOf(db: Db, ownerId: string): Promise<Person[]> {
  return db.all<Person>(sql`SELECT o.owner_id AS personId, a.email AS email FROM owners o
      LEFT JOIN accounts a ON a.account_id = o.owner_id WHERE o.owner_id = ${ownerId} AND o.kind <> 'organisation'
    UNION ALL SELECT m.account_id, a.email FROM members m JOIN accounts a ON a.account_id = m.account_id
      WHERE m.owner_id = ${ownerId} AND m.role IN ('owner', 'operator')`);
}
