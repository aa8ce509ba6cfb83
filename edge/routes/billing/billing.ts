import type { Context } from "hono";
import { capSchema, type PlansView, planChoiceSchema } from "#contract/billing";
import { paidPlans } from "#contract/plan";
import { errorText, log } from "../../adapters/log.ts";
import { saveCap } from "../../db/billing.ts";
import { openDb } from "../../db/client.ts";
import { findAccount } from "../../db/principals.ts";
import { trialModels } from "../../domain/quota/quota.ts";
import type { Answered } from "../../flows/billing/answered.ts";
import { billingView } from "../../flows/billing/billing-view.ts";
import { changePlan } from "../../flows/billing/change-plan.ts";
import { openCheckout, openPortal } from "../../flows/billing/checkout.ts";
import { readPriceTable } from "../../flows/price-table.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { readJson } from "../read-request.ts";

const noStore = { "cache-control": "no-store" };

export async function getPlans(c: Context<App>): Promise<Response> {
  const table = await readPriceTable(openDb(c.env.DB));
  const { currency, overagePencePerModel } = table;
  const plans = paidPlans.map((plan) => ({ plan, ...table.plans[plan] }));
  const view: PlansView = { billing: c.env.BILLING, currency, trialModels, plans, overagePencePerModel };
  return c.json(view, 200, { "cache-control": "public, max-age=60" });
}

export async function getBilling(c: Context<App>): Promise<Response> {
  return c.json(await billingView(c.env, c.get("principal").ownerId, Date.now()), 200, noStore);
}

export async function postCheckout(c: Context<App>): Promise<Response> {
  const { plan } = await readJson(c, planChoiceSchema);
  const { ownerId, actor } = c.get("principal");
  const accountId = actor.kind === "session" ? actor.accountId : null;
  const account = accountId ? await findAccount(openDb(c.env.DB), accountId) : undefined;
  const buyer = { ownerId, email: account?.email ?? null };
  return c.json(await done(openCheckout(c.env, buyer, plan, Date.now())), 200, noStore);
}

export async function postPortal(c: Context<App>): Promise<Response> {
  return c.json(await done(openPortal(c.env, c.get("principal").ownerId, Date.now())), 200, noStore);
}

export async function postPlan(c: Context<App>): Promise<Response> {
  const { plan } = await readJson(c, planChoiceSchema);
  await done(changePlan(c.env, c.get("principal").ownerId, plan, Date.now()));
  return getBilling(c);
}

export async function putCap(c: Context<App>): Promise<Response> {
  const { capPence } = await readJson(c, capSchema);
  if (c.env.BILLING === "none") throw new ProblemError("billing-off");
  const saved = await saveCap(openDb(c.env.DB), c.get("principal").ownerId, capPence, Date.now());
  if (!saved) throw new ProblemError("not-subscribed");
  return getBilling(c);
}

/** What the flow came to; whatever breaks on the way to Stripe is Stripe's trouble. */
async function done<T>(flow: Promise<Answered<T>>): Promise<T> {
  const answered = await flow.catch((error: unknown) => {
    log("error", "stripe-failed", { error: errorText(error) });
    throw new ProblemError("billing-unavailable");
  });
  if (!answered.ok) throw new ProblemError(answered.code, answered.detail);
  return answered.value;
}
