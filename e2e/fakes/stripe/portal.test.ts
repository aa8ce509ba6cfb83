import { expect, test } from "vitest";
import { newCustomer, openShop, press } from "./testing.ts";

const features = (prices: string[]) => ({
  invoice_history: { enabled: true },
  payment_method_update: { enabled: true },
  subscription_cancel: { enabled: true, mode: "at_period_end" as const },
  subscription_update: {
    ...{ enabled: true, default_allowed_updates: ["price" as const], proration_behavior: "always_invoice" as const },
    products: [{ product: "prod_any", prices }],
    schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" as const }] },
  },
});

async function inPortal(withOverage: boolean) {
  const shop = await openShop();
  const customer = await newCustomer(shop);
  const items = [{ price: shop.small }, ...(withOverage ? [{ price: shop.overage }] : [])];
  const sub = await shop.stripe.subscriptions.create({ customer: customer.id, items });
  const configuration = await shop.stripe.billingPortal.configurations.create({
    features: features([shop.small, shop.large]),
  });
  const { url } = await shop.stripe.billingPortal.sessions.create({
    ...{ customer: customer.id, configuration: configuration.id, return_url: "http://app.test/plan" },
  });
  const read = () => shop.stripe.subscriptions.retrieve(sub.id);
  const page = async () => (await shop.fake.handle(new Request(url))).text();
  return { shop, customer, url, read, page, act: (fields: Record<string, string>) => press(shop.fake, url, fields) };
}

test("an upgrade is at once, a downgrade with the next period", async () => {
  const { shop, customer, read, act, page } = await inPortal(false);
  expect((await act({ do: "plan", price: shop.large })).status).toBe(303);
  expect((await read()).items.data[0]?.price.id).toBe(shop.large);
  await act({ do: "plan", price: shop.small });
  expect((await read()).items.data[0]?.price.id).toBe(shop.large);
  expect(await page()).toContain("a change is planned");
  await customer.pass(29);
  expect((await read()).items.data[0]?.price.id).toBe(shop.small);
});

test("where something is metered no change of plan is offered, as in Stripe's own portal", async () => {
  const { shop, act, page } = await inPortal(true);
  expect(await page()).not.toContain("Change to");
  expect((await act({ do: "plan", price: shop.large })).status).toBe(402);
});

test("a plan can be cancelled and kept after all; a card changed; an open invoice paid", async () => {
  const { shop, customer, read, act, page } = await inPortal(true);
  await act({ do: "cancel" });
  expect((await read()).cancel_at_period_end).toBe(true);
  await act({ do: "keep" });
  expect((await read()).cancel_at_period_end).toBe(false);
  await act({ do: "card", card: "fails" });
  await customer.pass(29);
  expect((await read()).status).toBe("past_due");
  expect(await page()).toContain("Pay now");
  const [invoice] = (await shop.stripe.invoices.list({ customer: customer.id, status: "open" })).data;
  expect((await act({ do: "pay", invoice: invoice?.id ?? "" })).status).toBe(402);
  await act({ do: "card", card: "works" });
  expect((await act({ do: "pay", invoice: invoice?.id ?? "" })).status).toBe(303);
  expect((await read()).status).toBe("active");
});
