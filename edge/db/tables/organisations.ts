import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Role } from "#contract/access";
import type { ZipRefusal } from "#contract/batch";
import type { Brand } from "#contract/organisation";
import type { ProblemCode } from "#contract/problem";
import type { WebhookEvent, WebhookPause } from "#contract/webhook";

/** An organisation is an owner with members. */
export const organisations = sqliteTable("organisations", {
  ownerId: text("owner_id").primaryKey(),
  name: text("name").notNull(),
  /** White label; null: Caliper's own. */
  brand: text("brand", { mode: "json" }).$type<Brand>(),
  createdAtMs: integer("created_at_ms").notNull(),
});

/** In the database, so that it comes and goes with its organisation in one batch; 256 kB at most. */
export const brandLogos = sqliteTable("brand_logos", {
  ownerId: text("owner_id").primaryKey(),
  media: text("media").$type<"image/png" | "image/webp">().notNull(),
  sha256: text("sha256").notNull(),
  bytes: blob("bytes", { mode: "buffer" }).notNull(),
  updatedAtMs: integer("updated_at_ms").notNull(),
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
    invitationId: text("invitation_id").primaryKey(),
    tokenSha256: text("token_sha256").notNull().unique(),
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
    /** First submit; null: still being put together. */
    submittedAtMs: integer("submitted_at_ms"),
    /** While a submit is at its sets the batch has not ended, whatever its first jobs do. */
    busyUntilMs: integer("busy_until_ms").notNull().default(0),
    endedAtMs: integer("ended_at_ms"),
  },
  (t) => [index("batches_owner").on(t.ownerId, t.createdAtMs), index("batches_ended").on(t.endedAtMs)],
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

/** A zip whose photos are being taken into a batch, some at a time. */
export const batchImports = sqliteTable(
  "batch_imports",
  {
    importId: text("import_id").primaryKey(),
    batchId: text("batch_id").notNull(),
    ownerId: text("owner_id").notNull(),
    /** Where the zip lies in R2 until all is taken in. */
    key: text("key").notNull(),
    photosTotal: integer("photos_total").notNull(),
    /** Photos before this one, in the plan's order, have been dealt with. */
    nextPhoto: integer("next_photo").notNull().default(0),
    refused: text("refused", { mode: "json" }).$type<ZipRefusal[]>().notNull(),
    failure: text("failure").$type<ProblemCode>(),
    createdAtMs: integer("created_at_ms").notNull(),
    changedAtMs: integer("changed_at_ms").notNull(),
    endedAtMs: integer("ended_at_ms"),
  },
  (t) => [index("batch_imports_batch").on(t.batchId), index("batch_imports_ended").on(t.endedAtMs, t.changedAtMs)],
);

/** Where an owner's own server is told of events. */
export const webhooks = sqliteTable(
  "webhooks",
  {
    webhookId: text("webhook_id").primaryKey(),
    ownerId: text("owner_id").notNull(),
    url: text("url").notNull(),
    /** Signs the deliveries; shown once, encrypted here (adapters/sealed.ts). */
    secret: text("secret").notNull(),
    events: text("events", { mode: "json" }).$type<WebhookEvent[]>().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    pausedAtMs: integer("paused_at_ms"),
    pausedWhy: text("paused_why").$type<WebhookPause>(),
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
    /** Since when it is tried: its making, or the last replay. */
    sinceMs: integer("since_ms").notNull(),
    /** Null: delivered, or given up. */
    nextTryAtMs: integer("next_try_at_ms"),
    lastTryAtMs: integer("last_try_at_ms"),
    lastStatus: integer("last_status"),
    lastAnswer: text("last_answer"),
    createdAtMs: integer("created_at_ms").notNull(),
    deliveredAtMs: integer("delivered_at_ms"),
  },
  (t) => [
    uniqueIndex("deliveries_once").on(t.webhookId, t.eventId),
    index("deliveries_due").on(t.nextTryAtMs),
    index("deliveries_webhook").on(t.webhookId, t.createdAtMs),
  ],
);
