import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** What an owner is told in the app; once per subject and kind. */
export const notices = sqliteTable(
  "notices",
  {
    noticeId: text("notice_id").primaryKey(),
    ownerId: text("owner_id").notNull(),
    kind: text("kind").notNull(),
    /** The scan, job or bill it is about. */
    subject: text("subject").notNull(),
    body: text("body", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    readAtMs: integer("read_at_ms"),
    /** When mails were written; never twice. */
    mailedAtMs: integer("mailed_at_ms"),
    /** When push and e-mail had been handed over; null until then. */
    spreadAtMs: integer("spread_at_ms"),
    /** Whoever spreads it now, until when nobody else does, and how often it was tried. */
    spreadClaim: text("spread_claim"),
    spreadDueAtMs: integer("spread_due_at_ms").notNull().default(0),
    spreadTries: integer("spread_tries").notNull().default(0),
  },
  (t) => [
    uniqueIndex("notices_once").on(t.ownerId, t.kind, t.subject),
    index("notices_owner").on(t.ownerId, t.createdAtMs),
    index("notices_spread").on(t.spreadAtMs, t.spreadDueAtMs),
  ],
);

/** Which ways a person (an account, or a device without one) wants to be told; without a row all are on. */
export const noticeChoices = sqliteTable("notice_choices", {
  ownerId: text("owner_id").primaryKey(),
  choices: text("choices", { mode: "json" }).$type<unknown>().notNull(),
  updatedAtMs: integer("updated_at_ms").notNull(),
});

export const pushSubscriptions = sqliteTable(
  "push_subscriptions",
  {
    endpointSha256: text("endpoint_sha256").primaryKey(),
    ownerId: text("owner_id").notNull(),
    endpoint: text("endpoint").notNull(),
    p256dh: text("p256dh").notNull(),
    auth: text("auth").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (t) => [index("push_subscriptions_owner").on(t.ownerId)],
);

/** Mails to be sent, in the batch of their cause; locally they stay here and are shown at /dev/mail. */
export const mails = sqliteTable(
  "mails",
  {
    mailId: text("mail_id").primaryKey(),
    /** Whose it is, so that it is erased with them; null where nobody is known yet (a sign-in code). */
    ownerId: text("owner_id"),
    recipient: text("recipient").notNull(),
    subject: text("subject").notNull(),
    body: text("body").notNull(),
    tries: integer("tries").notNull().default(0),
    /** Null: sent, or given up. */
    nextTryAtMs: integer("next_try_at_ms"),
    /** After that it is of no use (a code). */
    notAfterMs: integer("not_after_ms"),
    createdAtMs: integer("created_at_ms").notNull(),
    sentAtMs: integer("sent_at_ms"),
  },
  (t) => [index("mails_due").on(t.nextTryAtMs), index("mails_recipient").on(t.recipient, t.createdAtMs)],
);
