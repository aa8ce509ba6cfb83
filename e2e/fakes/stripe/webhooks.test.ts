import { type AddressInfo, createServer, type Server } from "node:net";
import { Stripe } from "stripe";
import { expect, test } from "vitest";
import { WebhookSender } from "./sender.ts";
import { openShop } from "./testing.ts";

const url = "http://app.test/webhooks/stripe";

test("each event is signed as Stripe signs, and read by the SDK", async () => {
  const { stripe, fake } = await openShop();
  const { secret = "" } = await stripe.webhookEndpoints.create({ url, enabled_events: ["customer.created"] });
  await stripe.customers.create({ name: "heard" });
  await stripe.products.create({ name: "not heard" });
  const [delivery, ...more] = await fake.takeDeliveries();
  expect(more).toEqual([]);
  const event = await Stripe.webhooks.constructEventAsync(delivery?.body ?? "", delivery?.signature ?? "", secret);
  expect(event).toMatchObject({ type: "customer.created", data: { object: { name: "heard" } } });
  await expect(
    Stripe.webhooks.constructEventAsync(delivery?.body ?? "", delivery?.signature ?? "", "whsec_other"),
  ).rejects.toThrow("signature");
  expect((await stripe.events.list({ type: "customer.created" })).data.map((e) => e.id)).toEqual([event.id]);
});

test("webhooks are dropped, doubled, reordered and replayed on demand", async () => {
  const { stripe, fake } = await openShop();
  await stripe.webhookEndpoints.create({ url, enabled_events: ["*"] });
  await fake.takeDeliveries();
  fake.weather.drop = true;
  const lost = await stripe.customers.create({});
  expect(await fake.takeDeliveries()).toEqual([]);
  Object.assign(fake.weather, { drop: false, double: true, reorder: true });
  for (let i = 0; i < 20; i++) await stripe.customers.create({});
  const got = (await fake.takeDeliveries()).map((d) => d.eventId);
  expect(got).toHaveLength(40);
  expect(new Set(got).size).toBe(20);
  const order = Object.keys(fake.world.state.events).filter((id) => got.includes(id));
  expect(got.filter((id, i) => got.indexOf(id) === i)).not.toEqual(order);
  const event = (await stripe.events.list({ type: "customer.created", limit: 100 })).data.at(-1);
  expect(event?.data.object).toMatchObject({ id: lost.id });
  expect(await fake.deliveriesOf(event?.id ?? "")).toHaveLength(1);
});

/** Answers each connection with the next status. */
async function receiver(statuses: number[]): Promise<{ server: Server; at: string; heard: () => number }> {
  let heard = 0;
  const server = createServer((socket) => {
    socket.once("data", () => {
      const status = statuses[Math.min(heard++, statuses.length - 1)];
      socket.end(`HTTP/1.1 ${status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, at: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, heard: () => heard };
}

test("a webhook that was not taken is sent again", async () => {
  const { server, at, heard } = await receiver([500, 200]);
  const { stripe, fake } = await openShop();
  await stripe.webhookEndpoints.create({ url: at, enabled_events: ["customer.created"] });
  await stripe.customers.create({});
  const id = Object.values(fake.world.state.events).findLast((e) => e.type === "customer.created")?.id ?? "";
  await new WebhookSender(fake).replay([id]);
  expect(heard()).toBe(2);
  server.close();
});
