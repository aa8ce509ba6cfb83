import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { PlanName, SubscriptionStatus } from "#contract/plan";
import type { QuotaKind } from "../../domain/quota/quota.ts";

/**
 * The ledger of models: `hold` on submit, then one of `capture` and `release`, and perhaps `refund`. Rows are added, never changed (but for the
 * owner's key when a device is linked to an account).
 */
export const quotaEntries = sqliteTable(
  "quota_entries",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    jobId: text("job_id").notNull(),
    kind: text("kind").$type<QuotaKind>().notNull(),
    ownerId: text("owner_id").notNull(),
    /** 1, or 0 where the part was paid for before (more photos of the same scan). */
    models: integer("models").notNull(),
    /** Which billing period it counts to: its beginning. 0: the trial. */
    periodFromMs: integer("period_from_ms").notNull(),
    /** UTC day of the hold, days since the epoch. */
    day: integer("day").notNull(),
    /** The month's quota when it was held; null: no limit. */
    quota: integer("quota"),
    atMs: integer("at_ms").notNull(),
  },
  (t) => [
    uniqueIndex("quota_entries_once").on(t.jobId, t.kind),
    uniqueIndex("quota_entries_settled_once").on(t.jobId).where(sql`kind IN ('capture', 'release')`),
    index("quota_entries_owner").on(t.ownerId, t.periodFromMs),
    index("quota_entries_day").on(t.ownerId, t.day),
  ],
);

/** What an owner may use now, as the subscription says; without a row it is the trial. */
export const allowances = sqliteTable("allowances", {
  ownerId: text("owner_id").primaryKey(),
  plan: text("plan").$type<PlanName>().notNull(),
  modelsPerMonth: integer("models_per_month"),
  modelsPerDay: integer("models_per_day"),
  /** Models over the quota that the spending cap lets through in a period. */
  overageModelsMax: integer("overage_models_max").notNull(),
  periodFromMs: integer("period_from_ms").notNull(),
  periodToMs: integer("period_to_ms").notNull(),
  /** Set where payment failed for too long: looking is allowed, new scans are not. */
  readOnly: integer("read_only", { mode: "boolean" }).notNull(),
  /** Payment has failed, and this is when looking becomes all that is allowed; null: it is paid. */
  graceUntilMs: integer("grace_until_ms"),
  /** What the subscription charges for a model over the quota; null: as the price table says. */
  overagePencePerModel: integer("overage_pence_per_model"),
  updatedAtMs: integer("updated_at_ms").notNull(),
});

/** The outbox to Stripe's meter: one row for each captured model over the quota. */
export const meterEvents = sqliteTable(
  "meter_events",
  {
    jobId: text("job_id").primaryKey(),
    ownerId: text("owner_id").notNull(),
    periodFromMs: integer("period_from_ms").notNull(),
    atMs: integer("at_ms").notNull(),
    sentAtMs: integer("sent_at_ms"),
    tries: integer("tries").notNull().default(0),
    /** Stripe forgets an identifier after a day: from then on it is asked what has arrived before sending again. */
    firstTriedAtMs: integer("first_tried_at_ms"),
    nextTryAtMs: integer("next_try_at_ms").notNull().default(0),
    /** The time that Stripe was told. */
    toldAtMs: integer("told_at_ms"),
  },
  (t) => [index("meter_events_sent").on(t.sentAtMs), index("meter_events_owner").on(t.ownerId, t.periodFromMs)],
);

export const customers = sqliteTable("customers", {
  ownerId: text("owner_id").primaryKey(),
  stripeCustomerId: text("stripe_customer_id").notNull().unique(),
  /** What the user lets be spent on models over the quota in one period, in pence. */
  spendingCapPence: integer("spending_cap_pence").notNull().default(0),
  /** Changes with every write of what Stripe says; who read another one before asking Stripe has to ask again. */
  syncId: text("sync_id").notNull().default(""),
  syncedAtMs: integer("synced_at_ms").notNull().default(0),
  /** When the reconciler asked last, also in vain. */
  checkedAtMs: integer("checked_at_ms").notNull().default(0),
  /** Somebody was sent to Stripe's pages: until then it is asked often, in case a webhook gets lost. */
  watchUntilMs: integer("watch_until_ms").notNull().default(0),
  createdAtMs: integer("created_at_ms").notNull(),
});

/** An owner's subscription as Stripe told it last. */
export const subscriptions = sqliteTable("subscriptions", {
  ownerId: text("owner_id").primaryKey(),
  stripeSubscriptionId: text("stripe_subscription_id").notNull().unique(),
  plan: text("plan").$type<PlanName>().notNull(),
  status: text("status").$type<SubscriptionStatus>().notNull(),
  periodFromMs: integer("period_from_ms").notNull(),
  periodToMs: integer("period_to_ms").notNull(),
  cancelAtPeriodEnd: integer("cancel_at_period_end", { mode: "boolean" }).notNull(),
  /** The plan that begins with the next period, where a downgrade was asked for. */
  nextPlan: text("next_plan").$type<PlanName>(),
  overagePencePerModel: integer("overage_pence_per_model"),
  /** Since when payment has failed; null: paid. */
  unpaidSinceMs: integer("unpaid_since_ms"),
  updatedAtMs: integer("updated_at_ms").notNull(),
});

/** Events of Stripe that have had their effect; stored in the batch of that effect. */
export const stripeEvents = sqliteTable("stripe_events", {
  eventId: text("event_id").primaryKey(),
  type: text("type").notNull(),
  ownerId: text("owner_id"),
  createdAtMs: integer("created_at_ms").notNull(),
  receivedAtMs: integer("received_at_ms").notNull(),
});
