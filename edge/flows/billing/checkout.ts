import type { Stripe } from "stripe";
import { planPath } from "#contract/billing";
import type { PaidPlan } from "#contract/plan";
import { findCustomer, watchCustomer } from "../../db/billing.ts";
import { openDb } from "../../db/client.ts";
import { isLiving } from "../../domain/billing/subscription.ts";
import type { Env } from "../../env.ts";
import { readPriceTable } from "../price-table.ts";
import { type Answered, stripeOf } from "./answered.ts";
import { ensureCatalogue, ensurePortal } from "./catalogue.ts";
import { ensureCustomer } from "./customer.ts";
import { syncCustomer } from "./sync-customer.ts";

const hourMs = 3_600_000;

interface Buyer {
  readonly ownerId: string;
  readonly email: string | null;
}

/** Where to pay for a plan. */
export async function openCheckout(
  env: Env,
  buyer: Buyer,
  plan: PaidPlan,
  nowMs: number,
): Promise<Answered<{ url: string }>> {
  const found = stripeOf(env);
  if (!found.ok) return found;
  const stripe = found.value;
  const db = openDb(env.DB);
  const customer = await ensureCustomer(stripe, db, buyer, nowMs);
  const facts = await syncCustomer(stripe, db, buyer.ownerId, null, nowMs);
  if (facts && isLiving(facts.status)) return { ok: false, code: "already-subscribed" };
  await expireOthers(stripe, customer);
  const prices = await ensureCatalogue(stripe, await readPriceTable(db));
  const back = `${env.PUBLIC_ORIGIN}${planPath}`;
  const session = await stripe.checkout.sessions.create({
    ...{ mode: "subscription", customer, client_reference_id: buyer.ownerId },
    line_items: [{ price: prices.plans[plan], quantity: 1 }, { price: prices.overage }],
    ...{ success_url: `${back}?checkout=done`, cancel_url: `${back}?checkout=cancelled` },
    // Stripe needs to know where the buyer is to know the tax, and keeps what it was told.
    ...{ automatic_tax: { enabled: true }, customer_update: { address: "auto", name: "auto" } },
    ...{ billing_address_collection: "required", tax_id_collection: { enabled: true } },
    subscription_data: { metadata: { owner: buyer.ownerId } },
  });
  await watchCustomer(db, buyer.ownerId, nowMs + hourMs);
  return session.url ? { ok: true, value: { url: session.url } } : { ok: false, code: "billing-unavailable" };
}

/** Two open pages would become two subscriptions. */
async function expireOthers(stripe: Stripe, customer: string): Promise<void> {
  const open = await stripe.checkout.sessions.list({ customer, status: "open", limit: 100 });
  // One that is being paid at this moment cannot be expired, and ends in `already-subscribed` next time.
  for (const session of open.data) await stripe.checkout.sessions.expire(session.id).catch(() => undefined);
}

/** Where to see invoices, change the card and cancel. */
export async function openPortal(env: Env, ownerId: string, nowMs: number): Promise<Answered<{ url: string }>> {
  const found = stripeOf(env);
  if (!found.ok) return found;
  const db = openDb(env.DB);
  const customer = (await findCustomer(db, ownerId))?.stripeCustomerId;
  if (!customer) return { ok: false, code: "not-subscribed" };
  const session = await found.value.billingPortal.sessions.create({
    ...{ customer, configuration: await ensurePortal(found.value) },
    return_url: `${env.PUBLIC_ORIGIN}${planPath}?portal=done`,
  });
  await watchCustomer(db, ownerId, nowMs + hourMs);
  return { ok: true, value: { url: session.url } };
}
