import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Who did what in the administration; only added to. */
export const auditLog = sqliteTable(
  "audit_log",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    accountId: text("account_id").notNull(),
    action: text("action").notNull(),
    subject: text("subject").notNull(),
    detail: text("detail", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    atMs: integer("at_ms").notNull(),
  },
  (t) => [index("audit_log_at").on(t.atMs)],
);

/** What the administration sets: the price table, feature switches. Code has the defaults. */
export const settings = sqliteTable("settings", {
  name: text("name").primaryKey(),
  value: text("value", { mode: "json" }).$type<unknown>().notNull(),
  updatedAtMs: integer("updated_at_ms").notNull(),
  updatedBy: text("updated_by").notNull(),
});

/** Answers already given, by the caller's Idempotency-Key. */
export const idempotencyKeys = sqliteTable(
  "idempotency_keys",
  {
    ownerId: text("owner_id").notNull(),
    /** A hash of caller and key. */
    key: text("key").notNull(),
    /** Of method, path and body: another request with the same key is refused. */
    requestSha256: text("request_sha256").notNull(),
    /** Null while the first request is under way. */
    status: integer("status"),
    /** Sealed: some answers hold a secret that is shown once. */
    answer: text("answer"),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.ownerId, t.key] }), index("idempotency_keys_created").on(t.createdAtMs)],
);

/** Owners that were erased; also kept in R2, so that a restored database erases them again. */
export const erasures = sqliteTable("erasures", {
  ownerId: text("owner_id").primaryKey(),
  askedAtMs: integer("asked_at_ms").notNull(),
  endedAtMs: integer("ended_at_ms"),
});

/** Leave to download all that an owner has, until it expires. The zips are made while they are downloaded. */
export const dataExports = sqliteTable(
  "data_exports",
  {
    exportId: text("export_id").primaryKey(),
    ownerId: text("owner_id").notNull(),
    /** The scan with which each part after the first begins, by scan id. */
    cuts: text("cuts", { mode: "json" }).$type<string[]>().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
  },
  (t) => [index("data_exports_owner").on(t.ownerId)],
);
