import * as v from "valibot";
import type { BillingView, InvoiceView } from "#contract/billing";
import { paidPlanSchema } from "#contract/plan";
import { errorText, log } from "../../adapters/log.ts";
import { openStripe } from "../../adapters/stripe.ts";
import { findCustomer, findSubscription } from "../../db/billing.ts";
import { openDb } from "../../db/client.ts";
import { graceUntilMs, isLiving } from "../../domain/billing/subscription.ts";
import type { Env } from "../../env.ts";
import { allowanceOf } from "../allowance-of.ts";
import { readPriceTable } from "../price-table.ts";

const invoicesMax = 24;

/** How the owner stands, from what Stripe said last; only invoices are asked for anew. */
export async function billingView(env: Env, ownerId: string, nowMs: number): Promise<BillingView> {
  const db = openDb(env.DB);
  const allowance = await allowanceOf(env, db, ownerId, nowMs);
  const billed = env.BILLING !== "none";
  const customer = billed ? await findCustomer(db, ownerId) : undefined;
  const sub = billed ? await findSubscription(db, ownerId) : undefined;
  const living = sub && isLiving(sub.status) ? sub : undefined;
  const untilMs = living ? graceUntilMs(living) : null;
  const next = v.safeParse(paidPlanSchema, living?.nextPlan);
  return {
    ...{ billing: env.BILLING, plan: allowance.plan, status: sub?.status ?? null, readOnly: allowance.readOnly },
    period: living ? { fromMs: living.periodFromMs, toMs: living.periodToMs } : null,
    cancelAtPeriodEnd: living?.cancelAtPeriodEnd ?? false,
    nextPlan: next.success ? next.output : null,
    unpaid:
      living && untilMs ? { sinceMs: living.unpaidSinceMs ?? living.periodFromMs, readOnlyFromMs: untilMs } : null,
    capPence: customer?.spendingCapPence ?? 0,
    overagePencePerModel: allowance.overagePencePerModel ?? (await readPriceTable(db)).overagePencePerModel,
    hasPortal: customer !== undefined,
    invoices: customer ? await invoicesOf(env, customer.stripeCustomerId) : [],
  };
}

async function invoicesOf(env: Env, customer: string): Promise<InvoiceView[] | null> {
  try {
    const list = await openStripe(env)?.invoices.list({ customer, limit: invoicesMax });
    return (list?.data ?? []).map((invoice) => ({
      ...{ invoiceId: invoice.id, number: invoice.number, createdAtMs: invoice.created * 1000 },
      totalPence: invoice.total,
      status: (invoice.status ?? "draft") as InvoiceView["status"],
      url: invoice.hosted_invoice_url ?? null,
    }));
  } catch (error) {
    log("warn", "invoices-unread", { error: errorText(error) });
    return null;
  }
}
