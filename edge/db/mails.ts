import { type SQL, sql } from "drizzle-orm";

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
