import { expect, test } from "vitest";
import { openShop, press, type Shop } from "./testing.ts";

async function session(shop: Shop) {
  const customer = await shop.stripe.customers.create({ email: "a@b.test" });
  return shop.stripe.checkout.sessions.create({
    ...{ mode: "subscription", customer: customer.id, client_reference_id: "me", automatic_tax: { enabled: true } },
    line_items: [{ price: shop.small, quantity: 1 }, { price: shop.overage }],
    ...{ customer_update: { address: "auto" }, subscription_data: { metadata: { owner: "me" } } },
    ...{ success_url: "http://app.test/done?id={CHECKOUT_SESSION_ID}", cancel_url: "http://app.test/no" },
  });
}

test("a card that works begins the subscription, with tax, and leads back", async () => {
  const shop = await openShop();
  const made = await session(shop);
  const page = await (await shop.fake.handle(new Request(made.url ?? ""))).text();
  expect(page).toContain("£34.80");
  const done = await press(shop.fake, made.url ?? "", { card: "works" });
  expect([done.status, done.headers.get("location")]).toEqual([303, `http://app.test/done?id=${made.id}`]);
  const after = await shop.stripe.checkout.sessions.retrieve(made.id, { expand: ["subscription"] });
  expect(after).toMatchObject({ status: "complete", payment_status: "paid" });
  expect(after.subscription).toMatchObject({ status: "active", metadata: { owner: "me" } });
  const [invoice] = (await shop.stripe.invoices.list({ customer: made.customer as string })).data;
  expect(invoice).toMatchObject({ status: "paid", subtotal: 2900, total: 3480, billing_reason: "subscription_create" });
  expect(invoice?.parent?.subscription_details?.subscription).toBe(
    typeof after.subscription === "object" ? after.subscription?.id : "",
  );
});

test("a card that fails leaves the session open and begins nothing", async () => {
  const shop = await openShop();
  const made = await session(shop);
  expect((await press(shop.fake, made.url ?? "", { card: "fails" })).status).toBe(402);
  expect((await shop.stripe.subscriptions.list({ status: "all" })).data).toEqual([]);
  expect((await press(shop.fake, made.url ?? "", { card: "works" })).status).toBe(303);
  expect((await press(shop.fake, made.url ?? "", { card: "works" })).status).toBe(400);
});

test("what Stripe refuses at Checkout is refused", async () => {
  const shop = await openShop();
  const customer = (await shop.stripe.customers.create({})).id;
  const base = { mode: "subscription" as const, customer, success_url: "http://app.test/" };
  await expect(
    shop.stripe.checkout.sessions.create({ ...base, line_items: [{ price: shop.overage, quantity: 1 }] }),
  ).rejects.toThrow("metered price");
  await expect(
    shop.stripe.checkout.sessions.create({
      ...{ ...base, line_items: [{ price: shop.small, quantity: 1 }], automatic_tax: { enabled: true } },
    }),
  ).rejects.toThrow("address");
});

test("an open session can be expired and ends by itself after a day", async () => {
  let nowMs = Date.UTC(2026, 5, 1);
  const shop = await openShop({ nowMs: () => nowMs });
  const [one, two] = [await session(shop), await session(shop)];
  expect((await shop.stripe.checkout.sessions.expire(one.id)).status).toBe("expired");
  nowMs += 25 * 3600 * 1000;
  expect((await shop.stripe.checkout.sessions.retrieve(two.id)).status).toBe("expired");
});
