import { expect, test } from "vitest";
import { openShop, sdkOf } from "./testing.ts";

test("prices are found by lookup key, and a key moves only when it is told to", async () => {
  const { stripe, small } = await openShop();
  const found = await stripe.prices.list({ lookup_keys: ["small", "overage"], active: true });
  expect(found.data.map((p) => p.unit_amount).sort()).toEqual([2900, 60]);
  const again = { currency: "gbp", unit_amount: 3100, recurring: { interval: "month" as const }, lookup_key: "small" };
  const product = found.data.find((p) => p.id === small)?.product as string;
  await expect(stripe.prices.create({ ...again, product })).rejects.toMatchObject({
    type: "StripeInvalidRequestError",
  });
  const moved = await stripe.prices.create({ ...again, product, transfer_lookup_key: true });
  expect((await stripe.prices.list({ lookup_keys: ["small"] })).data.map((p) => p.id)).toEqual([moved.id]);
});

test("lists are paged, newest first", async () => {
  const { stripe } = await openShop();
  for (let i = 0; i < 5; i++) await stripe.customers.create({ name: `n${i}` });
  const names: (string | null | undefined)[] = [];
  for await (const customer of stripe.customers.list({ limit: 2 })) names.push(customer.name);
  expect(names).toEqual(["n4", "n3", "n2", "n1", "n0"]);
});

test("a call with the same idempotency key is done once; a refused one changes nothing", async () => {
  const { stripe, fake } = await openShop();
  const one = await stripe.customers.create({ name: "once" }, { idempotencyKey: "k" });
  expect((await stripe.customers.create({ name: "once" }, { idempotencyKey: "k" })).id).toBe(one.id);
  const before = JSON.stringify(fake.world.state);
  await expect(
    stripe.subscriptions.create({ customer: one.id, items: [{ price: "price_none" }] }),
  ).rejects.toMatchObject({ code: "resource_missing" });
  expect(fake.world.state).toEqual(JSON.parse(before));
});

test("a wrong key and a customer that never was are refused as Stripe refuses them", async () => {
  const { fake, stripe } = await openShop();
  const bad = await fake.handle(
    new Request("http://stripe.test/v1/customers", { headers: { authorization: "Bearer x" } }),
  );
  expect(bad.status).toBe(401);
  await expect(stripe.customers.retrieve("cus_none")).rejects.toMatchObject({ statusCode: 404 });
  fake.isDown = true;
  await expect(sdkOf(fake).customers.list()).rejects.toMatchObject({ statusCode: 503 });
});

test("a deleted customer is still answered as deleted, and their subscription has ended", async () => {
  const { stripe, small } = await openShop();
  const customer = await stripe.customers.create({ email: "x@y.test" });
  const method = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  const sub = await stripe.subscriptions.create({
    ...{ customer: customer.id, items: [{ price: small }], default_payment_method: method.id },
  });
  await stripe.customers.del(customer.id);
  expect(await stripe.customers.retrieve(customer.id)).toEqual(expect.objectContaining({ deleted: true }));
  expect((await stripe.subscriptions.retrieve(sub.id)).status).toBe("canceled");
  await expect(stripe.subscriptions.list({ customer: customer.id })).rejects.toMatchObject({
    code: "resource_missing",
  });
});
