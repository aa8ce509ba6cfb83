import { Stripe } from "stripe";
import { FakeStripe, type FakeStripeOptions } from "./fake-stripe.ts";

/** The SDK, speaking to a fake in the same process. */
export function sdkOf(fake: FakeStripe): Stripe {
  return new Stripe("sk_test_1", {
    ...{ host: "stripe.test", protocol: "http", maxNetworkRetries: 0, telemetry: false },
    httpClient: Stripe.createFetchHttpClient((input, init) => fake.handle(new Request(input as string, init))),
  });
}

export const startS = Date.UTC(2026, 0, 31, 12) / 1000;
const dayS = 86_400;

export interface Shop {
  fake: FakeStripe;
  stripe: Stripe;
  small: string;
  large: string;
  overage: string;
  meterId: string;
}

export async function openShop(options: FakeStripeOptions = {}): Promise<Shop> {
  const fake = new FakeStripe(options);
  const stripe = sdkOf(fake);
  const meter = await stripe.billing.meters.create({
    ...{ display_name: "Models", event_name: "models", default_aggregation: { formula: "sum" } },
  });
  const price = async (name: string, unit: number, meterId?: string) => {
    const product = await stripe.products.create({ name });
    const made = await stripe.prices.create({
      ...{ product: product.id, currency: "gbp", unit_amount: unit, tax_behavior: "exclusive", lookup_key: name },
      recurring: { interval: "month", ...(meterId ? { usage_type: "metered", meter: meterId } : {}) },
    });
    return made.id;
  };
  const [small, large] = [await price("small", 2900), await price("large", 9900)];
  return { fake, stripe, small, large, overage: await price("overage", 60, meter.id), meterId: meter.id };
}

/** A customer on a test clock, with a card. */
export async function newCustomer({ stripe }: Shop, card = "pm_card_visa") {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: startS });
  const customer = await stripe.customers.create({ email: "a@b.test", test_clock: clock.id });
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
  let nowS = startS;
  const pass = async (days: number) => {
    nowS += Math.round(days * dayS);
    await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: nowS });
  };
  const until = async (atS: number) => {
    nowS = atS;
    await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: nowS });
  };
  return { id: customer.id, pass, until, nowS: () => nowS };
}

export const press = async (fake: FakeStripe, url: string, fields: Record<string, string>): Promise<Response> =>
  fake.handle(new Request(url, { method: "POST", body: new URLSearchParams(fields) }));
