import { desc, eq, type SQL, sql } from "drizzle-orm";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { mails } from "./schema.ts";

export interface NewMail {
  /** Whose it is, so that it is erased with them; null where nobody is known yet. */
  readonly ownerId: string | null;
  readonly recipient: string;
  readonly subject: string;
  /** Plain text. It is emptied once the mail has been sent. */
  readonly body: string;
  /** After that it is of no use and not sent any more (a code). */
  readonly notAfterMs?: number;
}

/** A mail in the batch of its cause; a pump sends it (flows/identity/pump-mails.ts). */
export function mailSql(mail: NewMail, guard: SQL, nowMs: number): SQL {
  const { ownerId, recipient, subject, body, notAfterMs } = mail;
  return sql`INSERT INTO mails (mail_id, owner_id, recipient, subject, body, next_try_at_ms, not_after_ms, created_at_ms)
    SELECT ${crypto.randomUUID()}, ${ownerId}, ${recipient}, ${subject}, ${body}, ${nowMs}, ${notAfterMs ?? null}, ${nowMs}
    WHERE ${guard}`;
}

export interface DueMail {
  readonly mailId: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  /** This one counted. */
  readonly tries: number;
}

/** Takes mails that are due for `leaseMs`: a pump that dies leaves them to the next. What is of no use any more is dropped. */
export async function leaseMails(db: Db, limit: number, leaseMs: number, nowMs: number): Promise<DueMail[]> {
  await db.run(
    sql`UPDATE mails SET next_try_at_ms = NULL, body = '' WHERE next_try_at_ms <= ${nowMs} AND not_after_ms <= ${nowMs}`,
  );
  return db.all<DueMail>(sql`UPDATE mails SET tries = tries + 1, next_try_at_ms = ${nowMs + leaseMs}
    WHERE mail_id IN (SELECT mail_id FROM mails WHERE next_try_at_ms <= ${nowMs} ORDER BY next_try_at_ms LIMIT ${limit})
    RETURNING mail_id AS mailId, recipient, subject, body, tries`);
}

export async function markSent(db: Db, mailId: string, nowMs: number): Promise<void> {
  await db.update(mails).set({ sentAtMs: nowMs, nextTryAtMs: null, body: "" }).where(eq(mails.mailId, mailId));
}

export async function tryMailAgain(db: Db, mailId: string, atMs: number): Promise<void> {
  await db.update(mails).set({ nextTryAtMs: atMs }).where(eq(mails.mailId, mailId));
}

/** Nobody will send it; a person is told, without the text. */
export async function giveMailUp(db: Db, mailId: string, why: string, nowMs: number): Promise<void> {
  await runBatch(db, [
    sql`UPDATE mails SET next_try_at_ms = NULL, body = '' WHERE mail_id = ${mailId}`,
    sql`INSERT INTO alerts (kind, detail, at_ms) VALUES ('mail-not-sent', ${`${mailId}: ${why}`}, ${nowMs})`,
  ]);
}

export async function newestMails(db: Db, limit: number): Promise<(typeof mails.$inferSelect)[]> {
  return db.select().from(mails).orderBy(desc(sql`rowid`)).limit(limit);
}
