import { expect, test } from "vitest";
import { newCustomer, openShop, type Shop, startS } from "./testing.ts";

const planOf = (shop: Shop, sub: { items: { data: { price: { id: string; recurring: unknown } }[] } }) =>
  sub.items.data.find((i) => i.price.id !== shop.overage)?.price.id;

async function subscribed(options = {}) {
  const shop = await openShop(options);
  const customer = await newCustomer(shop);
  const sub = await shop.stripe.subscriptions.create({
    ...{ customer: customer.id, items: [{ price: shop.small }, { price: shop.overage }] },
  });
  const read = () => shop.stripe.subscriptions.retrieve(sub.id, { expand: ["schedule"] });
  const invoices = async () => (await shop.stripe.invoices.list({ customer: customer.id })).data;
  return { shop, customer, sub, read, invoices };
}

test("it renews each month, keeps the 31st, and bills what was metered once", async () => {
  const { shop, customer, read, invoices } = await subscribed();
  const event = { event_name: "models", payload: { stripe_customer_id: customer.id, value: "1" } };
  await shop.stripe.billing.meterEvents.create({ ...event, identifier: "job-1" });
  await expect(shop.stripe.billing.meterEvents.create({ ...event, identifier: "job-1" })).rejects.toThrow(
    "already exists",
  );
  await customer.pass(1.5);
  await shop.stripe.billing.meterEvents.create({ ...event, identifier: "job-1" });
  await customer.pass(40);
  const item = (await read()).items.data[0];
  expect(new Date((item?.current_period_start ?? 0) * 1000).toISOString()).toBe("2026-02-28T12:00:00.000Z");
  expect(new Date((item?.current_period_end ?? 0) * 1000).toISOString()).toBe("2026-03-31T12:00:00.000Z");
  // A day later the identifier was free again, and the model was billed twice.
  expect((await invoices()).map((i) => [i.billing_reason, i.subtotal, i.status])).toEqual([
    ["subscription_cycle", 2900 + 2 * 60, "paid"],
    ["subscription_create", 2900, "paid"],
  ]);
  const sums = await shop.stripe.billing.meters.listEventSummaries(shop.meterId, {
    ...{ customer: customer.id, start_time: startS, end_time: startS + 86_400 },
  });
  expect(sums.data[0]?.aggregated_value).toBe(1);
});

test("an upgrade is charged at once, for the rest of the period", async () => {
  const { shop, customer, sub, read, invoices } = await subscribed();
  await customer.pass(14);
  const item = sub.items.data.find((i) => i.price.id === shop.small);
  await shop.stripe.subscriptions.update(sub.id, {
    items: [{ id: item?.id ?? "", price: shop.large }],
    ...{ proration_behavior: "always_invoice", payment_behavior: "error_if_incomplete" },
  });
  expect(planOf(shop, await read())).toBe(shop.large);
  expect((await invoices())[0]).toMatchObject({
    billing_reason: "subscription_update",
    subtotal: 3500,
    status: "paid",
  });
});

test("an upgrade with a card that fails changes nothing", async () => {
  const { shop, customer, sub, read, invoices } = await subscribed();
  const bad = await shop.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id });
  await shop.stripe.subscriptions.update(sub.id, { default_payment_method: bad.id });
  const item = sub.items.data[0]?.id ?? "";
  await expect(
    shop.stripe.subscriptions.update(sub.id, {
      items: [{ id: item, price: shop.large }],
      ...{ proration_behavior: "always_invoice", payment_behavior: "error_if_incomplete" },
    }),
  ).rejects.toMatchObject({ type: "StripeCardError", code: "card_declined" });
  expect([planOf(shop, await read()), (await invoices()).length, (await read()).status]).toEqual([
    shop.small,
    1,
    "active",
  ]);
});

test("a schedule changes the plan with the next period, and lets go a period later", async () => {
  const { shop, customer, sub, read } = await subscribed();
  const item = sub.items.data[0];
  const schedule = await shop.stripe.subscriptionSchedules.create({ from_subscription: sub.id });
  const now = [{ price: shop.small, quantity: 1 }, { price: shop.overage }];
  await shop.stripe.subscriptionSchedules.update(schedule.id, {
    end_behavior: "release",
    phases: [
      { items: now, start_date: item?.current_period_start ?? 0, end_date: item?.current_period_end ?? 0 },
      { items: [{ price: shop.large, quantity: 1 }, { price: shop.overage }], duration: { interval: "month" } },
    ],
  });
  await expect(shop.stripe.subscriptions.update(sub.id, { cancel_at_period_end: true })).rejects.toThrow("schedule");
  await customer.pass(20);
  expect(planOf(shop, await read())).toBe(shop.small);
  await customer.pass(10);
  expect(planOf(shop, await read())).toBe(shop.large);
  await customer.pass(31);
  expect(await read()).toMatchObject({ schedule: null, status: "active" });
  expect(planOf(shop, await read())).toBe(shop.large);
});

test("a failed renewal is tried again; paying makes it good, never paying ends in unpaid", async () => {
  const { shop, customer, sub, read, invoices } = await subscribed();
  const bad = await shop.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id });
  await shop.stripe.subscriptions.update(sub.id, { default_payment_method: bad.id });
  await customer.until((sub.items.data[0]?.current_period_end ?? 0) + 2 * 3600);
  const [open] = await invoices();
  expect([(await read()).status, open?.status, open?.attempt_count]).toEqual(["past_due", "open", 1]);
  await customer.pass(4);
  expect((await invoices())[0]?.attempt_count).toBe(2);
  const good = await shop.stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  await shop.stripe.subscriptions.update(sub.id, { default_payment_method: good.id });
  await customer.pass(2);
  expect((await read()).status).toBe("active");
  await shop.stripe.subscriptions.update(sub.id, { default_payment_method: bad.id });
  await customer.pass(38);
  expect((await read()).status).toBe("unpaid");
  await expect(shop.stripe.invoices.pay((await invoices())[0]?.id ?? "")).rejects.toMatchObject({
    code: "card_declined",
  });
  await shop.stripe.invoices.voidInvoice((await invoices())[0]?.id ?? "");
  expect((await invoices())[0]?.status).toBe("void");
});

test("where retries end in cancellation, it is cancelled for that reason", async () => {
  const { shop, customer, sub, read } = await subscribed({ afterRetries: "canceled" });
  const bad = await shop.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id });
  await shop.stripe.subscriptions.update(sub.id, { default_payment_method: bad.id });
  await customer.pass(40);
  expect(await read()).toMatchObject({ status: "canceled", cancellation_details: { reason: "payment_failed" } });
});

test("a cancelled plan runs to its end and bills the last overage", async () => {
  const { shop, customer, sub, read, invoices } = await subscribed();
  await shop.stripe.subscriptions.update(sub.id, { cancel_at_period_end: true });
  const payload = { stripe_customer_id: customer.id, value: "3" };
  await shop.stripe.billing.meterEvents.create({ event_name: "models", payload, identifier: "late" });
  await customer.pass(20);
  expect((await read()).status).toBe("active");
  await customer.pass(10);
  expect((await read()).status).toBe("canceled");
  expect((await invoices())[0]).toMatchObject({ subtotal: 180, status: "paid" });
});

test("a first payment that never comes expires after 23 hours", async () => {
  const shop = await openShop();
  const customer = await newCustomer(shop, "pm_card_chargeCustomerFail");
  const sub = await shop.stripe.subscriptions.create({ customer: customer.id, items: [{ price: shop.small }] });
  expect(sub.status).toBe("incomplete");
  await customer.pass(1);
  expect((await shop.stripe.subscriptions.retrieve(sub.id)).status).toBe("incomplete_expired");
});
