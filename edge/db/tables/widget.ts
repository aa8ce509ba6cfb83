import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Publishable keys. They stand in pages for everybody to read, so they are kept as they are. */
export const widgetKeys = sqliteTable(
  "widget_keys",
  {
    keyId: text("key_id").primaryKey(),
    ownerId: text("owner_id").notNull(),
    name: text("name").notNull(),
    key: text("key").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    lastUsedAtMs: integer("last_used_at_ms"),
    revokedAtMs: integer("revoked_at_ms"),
  },
  (t) => [uniqueIndex("widget_keys_key").on(t.key), index("widget_keys_owner").on(t.ownerId)],
);

/** From which pages a key may be used. */
export const widgetOrigins = sqliteTable(
  "widget_origins",
  { keyId: text("key_id").notNull(), origin: text("origin").notNull() },
  (t) => [primaryKey({ columns: [t.keyId, t.origin] }), index("widget_origins_origin").on(t.origin)],
);
