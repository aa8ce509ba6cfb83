/**
 * Where an owner's data stands, besides scans with their photos and jobs: what an export reads and what an erasure does,
 * in one list, in the order in which rows may go. A test compares it with the tables there are.
 */
export interface OwnTable {
  readonly table: string;
  /** The column that names the owner, or the parent row. */
  readonly by: string;
  /** A child's parent table, whose `owner_id` decides. */
  readonly of?: string;
  /** The file in an export; null: nothing that says anything to a person. */
  readonly file: string | null;
  /** `unname`: kept for the books under a pseudonym. `keep`: by ids alone. */
  readonly erase: "delete" | "unname" | "keep";
}

const gone = (table: string, by: string, file: string | null, of?: string): OwnTable => ({
  ...{ table, by, file, erase: "delete" },
  ...(of ? { of } : {}),
});

export const ownTables: readonly OwnTable[] = [
  gone("sessions", "account_id", "sessions"),
  gone("passkeys", "account_id", "passkeys"),
  gone("challenges", "account_id", null),
  gone("email_codes", "account_id", null),
  gone("api_keys", "owner_id", "api-keys"),
  gone("widget_origins", "key_id", "widget-origins", "widget_keys"),
  gone("widget_keys", "owner_id", "widget-keys"),
  gone("members", "account_id", "memberships"),
  gone("members", "owner_id", "members"),
  gone("invitations", "owner_id", "invitations"),
  gone("brand_logos", "owner_id", "brand-logo"),
  gone("organisations", "owner_id", "organisation"),
  gone("batch_scans", "batch_id", "batch-scans", "batches"),
  gone("batch_imports", "owner_id", "batch-imports"),
  gone("batches", "owner_id", "batches"),
  gone("deliveries", "webhook_id", "webhook-deliveries", "webhooks"),
  gone("webhooks", "owner_id", "webhooks"),
  gone("notices", "owner_id", "notices"),
  gone("notice_choices", "owner_id", "notice-choices"),
  gone("push_subscriptions", "owner_id", "push-subscriptions"),
  gone("mails", "owner_id", "mails"),
  gone("idempotency_keys", "owner_id", null),
  gone("quote_reviews", "quote_id", "quote-reviews", "quotes"),
  gone("quote_slices", "quote_id", null, "quotes"),
  gone("quotes", "owner_id", "quotes"),
  gone("preparations", "part_id", null, "parts"),
  gone("parts", "owner_id", "parts"),
  gone("data_exports", "owner_id", "exports"),
  gone("allowances", "owner_id", "allowance"),
  gone("subscriptions", "owner_id", "subscription"),
  gone("customers", "owner_id", "stripe-customer"),
  gone("order_addresses", "owner_id", "order-addresses"),
  { table: "order_history", by: "order_id", of: "orders", file: "order-history", erase: "keep" },
  { table: "orders", by: "owner_id", file: "orders", erase: "unname" },
  { table: "quota_entries", by: "owner_id", file: "ledger", erase: "unname" },
  { table: "meter_events", by: "owner_id", file: "overage", erase: "unname" },
  { table: "stripe_events", by: "owner_id", file: "stripe-events", erase: "unname" },
  { table: "tombstones", by: "owner_id", file: "deleted-scans", erase: "unname" },
  { table: "audit_log", by: "account_id", file: "administration", erase: "keep" },
  { table: "erasures", by: "owner_id", file: null, erase: "keep" },
  gone("devices", "owner_id", "devices"),
  gone("accounts", "account_id", "account"),
  gone("owners", "owner_id", "owner"),
];

/** Secrets, hashes of secrets and inner bookkeeping: in no export. */
export const secretColumns: ReadonlySet<string> = new Set([
  ...["token_sha256", "secret_sha256", "secret", "code_sha256", "public_key", "endpoint", "endpoint_sha256"],
  ...["p256dh", "auth", "write_id", "spread_claim", "spread_due_at_ms", "spread_tries", "submit_sha256", "sync_id"],
  ...["callback_token_sha256", "progress_token_sha256"],
]);
