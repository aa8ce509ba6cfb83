import { eq, type SQL, sql } from "drizzle-orm";
import type { AllowanceFacts, SubscriptionFacts } from "../domain/billing/subscription.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { noticeSql } from "./notices.ts";
import { customers, stripeEvents, subscriptions } from "./schema.ts";

export type CustomerRow = typeof customers.$inferSelect;
export type SubscriptionRow = typeof subscriptions.$inferSelect;

export async function findCustomer(db: Db, ownerId: string): Promise<CustomerRow | undefined> {
  return (await db.select().from(customers).where(eq(customers.ownerId, ownerId)))[0];
}

export async function ownerOfCustomer(db: Db, stripeCustomerId: string): Promise<string | null> {
  const rows = await db.select().from(customers).where(eq(customers.stripeCustomerId, stripeCustomerId));
  return rows[0]?.ownerId ?? null;
}

export async function findSubscription(db: Db, ownerId: string): Promise<SubscriptionRow | undefined> {
  return (await db.select().from(subscriptions).where(eq(subscriptions.ownerId, ownerId)))[0];
}

export async function isKnownEvent(db: Db, eventId: string): Promise<boolean> {
  const rows = await db
    .select({ eventId: stripeEvents.eventId })
    .from(stripeEvents)
    .where(eq(stripeEvents.eventId, eventId));
  return rows.length > 0;
}

/** Of two at once the first one stays; answers which. `instead` names one that Stripe no longer has. */
export async function rememberCustomer(
  db: Db,
  ownerId: string,
  stripeCustomerId: string,
  instead: string | null,
  nowMs: number,
): Promise<string> {
  await runBatch(db, [
    sql`INSERT INTO customers (owner_id, stripe_customer_id, created_at_ms) VALUES (${ownerId}, ${stripeCustomerId}, ${nowMs})
      ON CONFLICT (owner_id) DO UPDATE SET stripe_customer_id = excluded.stripe_customer_id, sync_id = ''
      WHERE stripe_customer_id = ${instead ?? ""}`,
  ]);
  return (await findCustomer(db, ownerId))?.stripeCustomerId ?? stripeCustomerId;
}

export interface SyncedEvent {
  readonly eventId: string;
  readonly type: string;
  readonly createdAtMs: number;
}

export interface Sync {
  readonly customer: Pick<CustomerRow, "ownerId" | "syncId">;
  readonly facts: SubscriptionFacts | null;
  readonly allowance: AllowanceFacts | null;
  /** The event that led to it, stored with its effect. */
  readonly event: SyncedEvent | null;
}

/**
 * Writes what Stripe said, in one batch. False: somebody else wrote since the customer was read, and what was heard from
 * Stripe may be older than what they wrote.
 */
export async function saveSync(db: Db, sync: Sync, nowMs: number): Promise<boolean> {
  const { ownerId, syncId: read } = sync.customer;
  const syncId = crypto.randomUUID();
  const mine = sql`EXISTS (SELECT 1 FROM customers WHERE owner_id = ${ownerId} AND sync_id = ${syncId})`;
  const [first] = await runBatch(db, [
    sql`UPDATE customers SET sync_id = ${syncId}, synced_at_ms = ${nowMs}, checked_at_ms = ${nowMs}
      WHERE owner_id = ${ownerId} AND sync_id = ${read}`,
    sync.facts
      ? subscriptionSql(ownerId, sync.facts, mine, nowMs)
      : sql`DELETE FROM subscriptions WHERE owner_id = ${ownerId} AND ${mine}`,
    sync.allowance
      ? allowanceSql(ownerId, sync.allowance, mine, nowMs)
      : sql`DELETE FROM allowances WHERE owner_id = ${ownerId} AND ${mine}`,
    ...(sync.event ? [eventSql(sync.event, ownerId, mine, nowMs)] : []),
    ...unpaidNotice(ownerId, sync, mine, nowMs),
  ]);
  return first === 1;
}

/** Told once for each time that payment fails, while there is still time to mend it. */
function unpaidNotice(ownerId: string, { facts, allowance }: Sync, guard: SQL, nowMs: number): SQL[] {
  const graceUntilMs = allowance?.graceUntilMs ?? null;
  if (!facts || graceUntilMs === null) return [];
  const subject = String(facts.unpaidSinceMs ?? facts.periodFromMs);
  return [noticeSql({ ownerId, kind: "payment-failed", subject, body: { graceUntilMs } }, guard, nowMs)];
}

export function allowanceSql(ownerId: string, a: AllowanceFacts, guard: SQL, nowMs: number): SQL {
  return sql`INSERT INTO allowances (owner_id, plan, models_per_month, models_per_day, overage_models_max, period_from_ms,
      period_to_ms, read_only, grace_until_ms, overage_pence_per_model, updated_at_ms)
    SELECT ${ownerId}, ${a.plan}, ${a.modelsPerMonth}, ${a.modelsPerDay}, ${a.overageModelsMax}, ${a.periodFromMs},
      ${a.periodToMs}, ${a.readOnly ? 1 : 0}, ${a.graceUntilMs}, ${a.overagePencePerModel}, ${nowMs} WHERE ${guard}
    ON CONFLICT (owner_id) DO UPDATE SET plan = excluded.plan, models_per_month = excluded.models_per_month,
      models_per_day = excluded.models_per_day, overage_models_max = excluded.overage_models_max,
      period_from_ms = excluded.period_from_ms, period_to_ms = excluded.period_to_ms, read_only = excluded.read_only,
      grace_until_ms = excluded.grace_until_ms, overage_pence_per_model = excluded.overage_pence_per_model,
      updated_at_ms = excluded.updated_at_ms`;
}

function subscriptionSql(ownerId: string, f: SubscriptionFacts, guard: SQL, nowMs: number): SQL {
  return sql`INSERT INTO subscriptions (owner_id, stripe_subscription_id, plan, status, period_from_ms, period_to_ms,
      cancel_at_period_end, next_plan, overage_pence_per_model, unpaid_since_ms, updated_at_ms)
    SELECT ${ownerId}, ${f.subscriptionId}, ${f.plan}, ${f.status}, ${f.periodFromMs}, ${f.periodToMs},
      ${f.cancelAtPeriodEnd ? 1 : 0}, ${f.nextPlan}, ${f.overagePencePerModel}, ${f.unpaidSinceMs}, ${nowMs} WHERE ${guard}
    ON CONFLICT (owner_id) DO UPDATE SET stripe_subscription_id = excluded.stripe_subscription_id, plan = excluded.plan,
      status = excluded.status, period_from_ms = excluded.period_from_ms, period_to_ms = excluded.period_to_ms,
      cancel_at_period_end = excluded.cancel_at_period_end, next_plan = excluded.next_plan,
      overage_pence_per_model = excluded.overage_pence_per_model, unpaid_since_ms = excluded.unpaid_since_ms,
      updated_at_ms = excluded.updated_at_ms`;
}

function eventSql(event: SyncedEvent, ownerId: string, guard: SQL, nowMs: number): SQL {
  return sql`INSERT INTO stripe_events (event_id, type, owner_id, created_at_ms, received_at_ms)
    SELECT ${event.eventId}, ${event.type}, ${ownerId}, ${event.createdAtMs}, ${nowMs} WHERE ${guard}
    ON CONFLICT DO NOTHING`;
}

/** The cap, and what it lets through by the present subscription; whoever is writing what Stripe said starts over. */
export async function saveCap(db: Db, ownerId: string, capPence: number, nowMs: number): Promise<boolean> {
  const [first] = await runBatch(db, [
    sql`UPDATE customers SET spending_cap_pence = ${capPence}, sync_id = ${crypto.randomUUID()} WHERE owner_id = ${ownerId}`,
    sql`UPDATE allowances SET overage_models_max = CAST(${capPence} / overage_pence_per_model AS INTEGER), updated_at_ms = ${nowMs}
      WHERE owner_id = ${ownerId} AND overage_pence_per_model > 0`,
  ]);
  return first === 1;
}

export async function watchCustomer(db: Db, ownerId: string, untilMs: number): Promise<void> {
  await runBatch(db, [
    sql`UPDATE customers SET watch_until_ms = max(watch_until_ms, ${untilMs}) WHERE owner_id = ${ownerId}`,
  ]);
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * Customers of whom Stripe may say something else by now: not heard of for a day, their period has ended, a payment is
 * late, or they were at Stripe's pages a moment ago. Marks them as looked at.
 */
export async function customersToCheck(db: Db, limit: number, nowMs: number): Promise<string[]> {
  const rows = await db.all<{ ownerId: string }>(sql`UPDATE customers SET checked_at_ms = ${nowMs} WHERE owner_id IN (
      SELECT c.owner_id FROM customers c LEFT JOIN subscriptions s ON s.owner_id = c.owner_id
      WHERE c.checked_at_ms <= ${nowMs - minuteMs} AND (c.synced_at_ms <= ${nowMs - 24 * hourMs}
        OR c.watch_until_ms > ${nowMs}
        OR (s.period_to_ms <= ${nowMs} AND s.status NOT IN ('canceled', 'incomplete_expired'))
        OR (s.status IN ('past_due', 'unpaid') AND c.synced_at_ms <= ${nowMs - hourMs}))
      ORDER BY c.checked_at_ms LIMIT ${limit})
    RETURNING owner_id AS ownerId`);
  return rows.map((row) => row.ownerId);
}

/** Nothing of the owner's money is left here but the ledger of models, which names no person. */
export async function forgetCustomer(db: Db, ownerId: string): Promise<void> {
  await runBatch(
    db,
    ["customers", "subscriptions", "allowances", "meter_events", "stripe_events"].map(
      (table) => sql`DELETE FROM ${sql.raw(table)} WHERE owner_id = ${ownerId}`,
    ),
  );
}
