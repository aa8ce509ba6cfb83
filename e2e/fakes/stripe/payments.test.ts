import { expect, test } from "vitest";
import { FakeStripe } from "./fake-stripe.ts";
import { disputePayment } from "./payments.ts";
import { press, sdkOf } from "./testing.ts";

async function paid(card = "works") {
  const fake = new FakeStripe();
  const stripe = sdkOf(fake);
  const session = await stripe.checkout.sessions.create({
    ...{ mode: "payment", success_url: "http://shop.test/done", client_reference_id: "o1" },
    line_items: [
      { price_data: { currency: "gbp", unit_amount: 1234, product_data: { name: "A print" } }, quantity: 1 },
    ],
    payment_intent_data: { capture_method: "manual", metadata: { order: "o1" } },
  });
  const answer = await press(fake, session.url ?? "", { card });
  const after = await stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent.latest_charge"] });
  const intent = typeof after.payment_intent === "object" ? after.payment_intent : null;
  return { fake, stripe, answer, after, intent, id: intent?.id ?? "" };
}

test("a card holds the money until it is captured; a declined one leaves the session open", async () => {
  const { stripe, intent, id } = await paid();
  expect(intent).toMatchObject({ status: "requires_capture", latest_charge: { amount_captured: 0 } });
  expect(await stripe.paymentIntents.capture(id)).toMatchObject({ status: "succeeded" });
  await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({ code: "payment_intent_unexpected_state" });
  const declined = await paid("fails");
  expect([declined.answer.status, declined.after.status, declined.intent]).toEqual([402, "open", null]);
});

test("what is held can be let go of, and is then not taken", async () => {
  const { stripe, id } = await paid();
  expect(await stripe.paymentIntents.cancel(id)).toMatchObject({ status: "canceled" });
  await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({ code: "payment_intent_unexpected_state" });
});

test("refunds come to what was captured and no more", async () => {
  const { stripe, id } = await paid();
  await stripe.paymentIntents.capture(id);
  await stripe.refunds.create({ payment_intent: id, amount: 234 });
  await expect(stripe.refunds.create({ payment_intent: id, amount: 1001 })).rejects.toMatchObject({ param: "amount" });
  await stripe.refunds.create({ payment_intent: id });
  await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({
    code: "charge_already_refunded",
  });
});

test("a dispute is listed with its end, and nothing is refunded beside it", async () => {
  const { fake, stripe, id } = await paid();
  await stripe.paymentIntents.capture(id);
  disputePayment(fake.world, id);
  await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({ code: "charge_disputed" });
  disputePayment(fake.world, id, "lost");
  const { data } = await stripe.disputes.list({ payment_intent: id });
  expect(data).toMatchObject([{ status: "lost", amount: 1234 }]);
});
