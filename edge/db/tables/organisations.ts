import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Role } from "#contract/access";

/** An organisation is an owner with members. */
export const organisations = sqliteTable("organisations", {
  ownerId: text("owner_id").primaryKey(),
  name: text("name").notNull(),
  /** White label: name, colours, logo's key in R2; null: Caliper's own. */
  brand: text("brand", { mode: "json" }).$type<unknown>(),
  createdAtMs: integer("created_at_ms").notNull(),
});

export const members = sqliteTable(
  "members",
  {
    ownerId: text("owner_id").notNull(),
    accountId: text("account_id").notNull(),
    role: text("role").$type<Role>().notNull(),
    joinedAtMs: integer("joined_at_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.ownerId, t.accountId] }), index("members_account").on(t.accountId)],
);

export const invitations = sqliteTable(
  "invitations",
  {
    tokenSha256: text("token_sha256").primaryKey(),
    ownerId: text("owner_id").notNull(),
    email: text("email").notNull(),
    role: text("role").$type<Role>().notNull(),
    invitedBy: text("invited_by").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
    acceptedAtMs: integer("accepted_at_ms"),
  },
  (t) => [index("invitations_owner").on(t.ownerId)],
);

/** Many sets in one submission. */
export const batches = sqliteTable(
  "batches",
  {
    batchId: text("batch_id").primaryKey(),
    ownerId: text("owner_id").notNull(),
    name: text("name").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    endedAtMs: integer("ended_at_ms"),
  },
  (t) => [index("batches_owner").on(t.ownerId, t.createdAtMs)],
);

export const batchScans = sqliteTable(
  "batch_scans",
  {
    batchId: text("batch_id").notNull(),
    scanId: text("scan_id").notNull(),
    position: integer("position").notNull(),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.scanId] }), index("batch_scans_scan").on(t.scanId)],
);

/** Where an owner's own server is told of events. */
export const webhooks = sqliteTable(
  "webhooks",
  {
    webhookId: text("webhook_id").primaryKey(),
    ownerId: text("owner_id").notNull(),
    url: text("url").notNull(),
    /** Signs the deliveries; shown once. */
    secret: text("secret").notNull(),
    events: text("events", { mode: "json" }).$type<string[]>().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    pausedAtMs: integer("paused_at_ms"),
  },
  (t) => [index("webhooks_owner").on(t.ownerId)],
);

export const deliveries = sqliteTable(
  "deliveries",
  {
    deliveryId: text("delivery_id").primaryKey(),
    webhookId: text("webhook_id").notNull(),
    eventId: text("event_id").notNull(),
    event: text("event").notNull(),
    body: text("body").notNull(),
    tries: integer("tries").notNull().default(0),
    nextTryAtMs: integer("next_try_at_ms"),
    lastStatus: integer("last_status"),
    lastAnswer: text("last_answer"),
    createdAtMs: integer("created_at_ms").notNull(),
    deliveredAtMs: integer("delivered_at_ms"),
  },
  (t) => [index("deliveries_due").on(t.nextTryAtMs), index("deliveries_webhook").on(t.webhookId, t.createdAtMs)],
);
