import type { Stripe } from "stripe";
import { type PaidPlan, paidPlans } from "#contract/plan";
import { isMissing } from "../../adapters/stripe.ts";
import { overageMark, priceMark } from "../../domain/billing/stripe-facts.ts";
import type { PriceTable } from "../../domain/quota/plans.ts";

/** The name of the meter's events. */
export const meterName = "caliper_overage_model";
/** Electronically supplied services, as Stripe Tax names them. */
const taxCode = "txcd_10000000";
const titles: Record<PaidPlan, string> = {
  starter: "Caliper Starter",
  professional: "Caliper Professional",
  enterprise: "Caliper Enterprise",
};

export interface Catalogue {
  readonly plans: Readonly<Record<PaidPlan, string>>;
  readonly overage: string;
}

interface Wanted {
  readonly mark: PaidPlan | typeof overageMark;
  readonly title: string;
  readonly pence: number;
}

const lookupKey = (mark: string): string => `caliper_${mark}_month`;

/**
 * The price table at Stripe. What is missing is made, and a price that has changed gets a new one under the same lookup
 * key; whoever subscribed before keeps theirs. May run as often as one likes, also twice at once.
 */
export async function ensureCatalogue(stripe: Stripe, table: PriceTable): Promise<Catalogue> {
  const wanted: Wanted[] = [
    ...paidPlans.map((plan) => ({ mark: plan, title: titles[plan], pence: table.plans[plan].pencePerMonth })),
    { mark: overageMark, title: "Caliper model over the quota", pence: table.overagePencePerModel },
  ];
  const found = await stripe.prices.list({ lookup_keys: wanted.map((w) => lookupKey(w.mark)), limit: 10 });
  const ids = new Map<string, string>();
  for (const one of wanted) {
    const price = found.data.find((p) => p.lookup_key === lookupKey(one.mark));
    const fits = price?.active && price.unit_amount === one.pence && price.currency === table.currency;
    ids.set(one.mark, fits ? price.id : await makePrice(stripe, one, table.currency));
  }
  const idOf = (mark: string): string => ids.get(mark) ?? "";
  const plans = { starter: idOf("starter"), professional: idOf("professional"), enterprise: idOf("enterprise") };
  return { plans, overage: idOf(overageMark) };
}

async function makePrice(stripe: Stripe, { mark, title, pence }: Wanted, currency: string): Promise<string> {
  const metered = mark === overageMark ? { usage_type: "metered" as const, meter: await ensureMeter(stripe) } : {};
  const price = await stripe.prices.create({
    ...{ product: await ensureProduct(stripe, `caliper_${mark}`, title), currency, unit_amount: pence },
    ...{ lookup_key: lookupKey(mark), transfer_lookup_key: true, tax_behavior: "exclusive" as const },
    recurring: { interval: "month", ...metered },
    metadata: { [priceMark]: mark },
  });
  return price.id;
}

async function ensureProduct(stripe: Stripe, id: string, name: string): Promise<string> {
  try {
    return (await stripe.products.retrieve(id)).id;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  // Our own id: made twice at once, the second is refused, and the first is there.
  const product = await stripe.products
    .create({ id, name, tax_code: taxCode })
    .catch(() => stripe.products.retrieve(id));
  return product.id;
}

export const findMeter = async (stripe: Stripe): Promise<string | null> =>
  (await stripe.billing.meters.list({ status: "active", limit: 100 })).data.find((m) => m.event_name === meterName)
    ?.id ?? null;

async function ensureMeter(stripe: Stripe): Promise<string> {
  const known = await findMeter(stripe);
  if (known) return known;
  const made = await stripe.billing.meters
    .create({
      ...{ display_name: "Models over the quota", event_name: meterName, default_aggregation: { formula: "sum" } },
      customer_mapping: { type: "by_id", event_payload_key: "stripe_customer_id" },
      value_settings: { event_payload_key: "value" },
    })
    .then((meter) => meter.id)
    .catch(() => findMeter(stripe));
  if (!made) throw new Error("Stripe has no meter and makes none");
  return made;
}

/**
 * The portal as we offer it. Plans are changed by us: Stripe's portal changes none of a subscription with a metered price.
 */
export async function ensurePortal(stripe: Stripe): Promise<string> {
  const version = "1";
  const known = await stripe.billingPortal.configurations.list({ active: true, limit: 100 });
  const ours = known.data.find((c) => c.metadata?.[priceMark] === version);
  if (ours) return ours.id;
  const made = await stripe.billingPortal.configurations.create({
    metadata: { [priceMark]: version },
    features: {
      customer_update: { enabled: true, allowed_updates: ["address", "email", "name", "tax_id"] },
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: { enabled: true, mode: "at_period_end" },
      subscription_update: { enabled: false },
    },
  });
  return made.id;
}
