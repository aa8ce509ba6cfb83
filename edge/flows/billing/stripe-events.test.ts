import { Stripe } from "stripe";
import { expect, test } from "vitest";
import type { BillingView } from "#contract/billing";
import { type Person, signIn } from "../../testing/people.ts";
import { useStripe, webhookSecret } from "../../testing/use-stripe.ts";
import { useSystem } from "../../testing/use-system.ts";
import { reconcileBilling } from "./reconcile-billing.ts";

const held = useSystem();
const stripe = useStripe(held);
const hour = 3_600_000;

const plan = async (who: Person): Promise<string> =>
  ((await (await who.api("GET", "/billing")).json()) as BillingView).plan;
const rows = async (table: string, ownerId: string): Promise<number> =>
  (await held.current.env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE owner_id = ?`)
    .bind(ownerId)
    .first<number>("n")) ?? 0;

const sign = async (body: string, secret = webhookSecret, timestamp = Math.floor(Date.now() / 1000)) => ({
  body,
  signature: await Stripe.webhooks.generateTestHeaderStringAsync({
    ...{ payload: body, secret, timestamp, cryptoProvider: Stripe.createSubtleCryptoProvider() },
  }),
});

test("what Stripe has not signed just now is refused and changes nothing", async () => {
  const shop = stripe.current;
  const person = await shop.subscriber();
  const events = await rows("stripe_events", person.accountId);
  await shop.stripe.subscriptions.cancel((await shop.stripe.subscriptions.list()).data[0]?.id ?? "");
  const [delivery] = await shop.fake.takeDeliveries();
  const body = delivery?.body ?? "";
  const old = await sign(body, webhookSecret, Math.floor(Date.now() / 1000) - 301);
  const other = await sign(body, "whsec_other");
  const changed = { ...(await sign(body)), body: body.replace("canceled", "active") };
  for (const bad of [old, other, changed, { body, signature: "" }]) expect((await shop.post(bad)).status).toBe(400);
  expect([await plan(person), await rows("stripe_events", person.accountId)]).toEqual(["starter", events]);
  expect((await shop.post(await sign(body))).status).toBe(200);
  expect(await plan(person)).toBe("trial");
});

test("while secrets are changed the next one is good as well", async () => {
  const shop = stripe.current;
  held.current.env.STRIPE_WEBHOOK_SECRET_NEXT = "whsec_next";
  const person = await shop.subscriber();
  await shop.stripe.subscriptions.cancel((await shop.stripe.subscriptions.list()).data[0]?.id ?? "");
  const [delivery] = await shop.fake.takeDeliveries();
  expect((await shop.post(await sign(delivery?.body ?? "", "whsec_next"))).status).toBe(200);
  expect(await plan(person)).toBe("trial");
});

test("an event that is doubled or replayed asks Stripe once", async () => {
  const shop = stripe.current;
  await shop.subscriber();
  await shop.stripe.subscriptions.cancel((await shop.stripe.subscriptions.list()).data[0]?.id ?? "");
  const [delivery] = await shop.fake.takeDeliveries();
  if (!delivery) throw new Error("nothing happened");
  shop.asked.length = 0;
  await shop.post(delivery);
  const once = shop.asked.length;
  expect(once).toBeGreaterThan(0);
  for (let i = 0; i < 3; i++) await shop.post(delivery);
  expect(shop.asked).toHaveLength(once);
});

test("an answer that was overtaken is not written over a newer one", async () => {
  const shop = stripe.current;
  const person = await shop.subscriber();
  const [sub] = (await shop.stripe.subscriptions.list()).data;
  await shop.stripe.subscriptions.update(sub?.id ?? "", { cancel_at_period_end: true });
  const [first] = await shop.fake.takeDeliveries();
  let overtaken = false;
  // While the first webhook waits for Stripe's answer it is cancelled, and that webhook is done before.
  const handle = shop.fake.handle.bind(shop.fake);
  shop.fake.handle = async (request) => {
    const answer = await handle(request);
    if (overtaken || !request.url.includes("/v1/subscriptions?")) return answer;
    overtaken = true;
    await shop.stripe.subscriptions.cancel(sub?.id ?? "");
    for (const delivery of await shop.fake.takeDeliveries()) await shop.post(delivery);
    return answer;
  };
  expect((await shop.post(first ?? { body: "", signature: "" })).status).toBe(200);
  expect([overtaken, await plan(person)]).toEqual([true, "trial"]);
});

test("while Stripe does not answer, the event is not taken: it will be sent again", async () => {
  const shop = stripe.current;
  const person = await shop.subscriber();
  await shop.stripe.subscriptions.cancel((await shop.stripe.subscriptions.list()).data[0]?.id ?? "");
  const [delivery] = await shop.fake.takeDeliveries();
  if (!delivery) throw new Error("nothing happened");
  shop.fake.isDown = true;
  expect((await shop.post(delivery)).status).toBe(500);
  shop.fake.isDown = false;
  expect((await shop.post(delivery)).status).toBe(200);
  expect(await plan(person)).toBe("trial");
});

test("lost webhooks are made up for: minutes after Checkout, when the period has ended, after a day", async () => {
  const shop = stripe.current;
  const person = await signIn(held.current);
  const { url } = (await (await person.api("POST", "/billing/checkout", { plan: "starter" })).json()) as {
    url: string;
  };
  await shop.press(url, { card: "works" });
  await shop.fake.takeDeliveries();
  await held.current.cronAt(Date.now() + 2 * 60_000);
  expect(await plan(person)).toBe("starter");
  const [sub] = (await shop.stripe.subscriptions.list()).data;
  await shop.stripe.subscriptions.update(sub?.id ?? "", { cancel_at_period_end: true });
  await reconcileBilling(held.current.env, Date.now() + 5 * hour);
  const view = async () => (await (await person.api("GET", "/billing")).json()) as BillingView;
  expect((await view()).cancelAtPeriodEnd).toBe(false);
  await reconcileBilling(held.current.env, Date.now() + 26 * hour);
  expect((await view()).cancelAtPeriodEnd).toBe(true);
  shop.pass(32);
  await reconcileBilling(held.current.env, Date.now() + 32 * 24 * hour);
  expect((await view()).plan).toBe("trial");
});

test("events of strangers, of other modes and without a customer are taken and forgotten", async () => {
  const shop = stripe.current;
  await shop.stripe.customers.create({ email: "stranger@x.test" });
  await shop.stripe.products.create({ name: "x" });
  await shop.deliver();
  const live = await sign(
    JSON.stringify({ id: "evt_1", object: "event", type: "x", livemode: true, data: { object: {} } }),
  );
  expect((await shop.post(live)).status).toBe(200);
});
