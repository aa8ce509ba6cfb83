import { expect, test } from "vitest";
import type { Person } from "../../testing/people.ts";
import { useStripe } from "../../testing/use-stripe.ts";
import { useSystem } from "../../testing/use-system.ts";
import { sendMeterEvents } from "./send-meter-events.ts";

const held = useSystem();
const stripe = useStripe(held);
const hour = 3_600_000;

async function overQuota(person: Person, atMs = Date.now()): Promise<string> {
  const jobId = crypto.randomUUID();
  await held.current.env.DB.prepare(
    `INSERT INTO meter_events (job_id, owner_id, period_from_ms, at_ms)
      SELECT ?1, ?2, period_from_ms, ?3 FROM allowances WHERE owner_id = ?2`,
  )
    .bind(jobId, person.accountId, atMs)
    .run();
  return jobId;
}

const counted = () => stripe.current.fake.world.state.meterEvents.map((e) => e.identifier);
const unsent = async (person: Person) =>
  held.current.env.DB.prepare("SELECT count(*) AS n FROM meter_events WHERE owner_id = ? AND sent_at_ms IS NULL")
    .bind(person.accountId)
    .first<number>("n");

/** The next meter event arrives, and its answer is lost. */
function loseNextAnswer(): void {
  const { fake } = stripe.current;
  const handle = fake.handle.bind(fake);
  let lost = false;
  fake.handle = async (request) => {
    const answer = await handle(request);
    if (lost || !request.url.endsWith("/meter_events")) return answer;
    lost = true;
    fake.isDown = true;
    return new Response(JSON.stringify({ error: { type: "api_error", message: "lost" } }), { status: 503 });
  };
}

test("each model over the quota is told once, and charged with the next period", async () => {
  const shop = stripe.current;
  const person = await shop.subscriber();
  const jobs = [await overQuota(person), await overQuota(person)];
  await Promise.all([sendMeterEvents(held.current.env, Date.now()), sendMeterEvents(held.current.env, Date.now())]);
  await sendMeterEvents(held.current.env, Date.now() + 10 * hour);
  expect(counted().sort()).toEqual(jobs.sort());
  shop.pass(32);
  expect((await shop.stripe.invoices.list()).data[0]).toMatchObject({ status: "paid", subtotal: 2900 + 2 * 60 });
});

test("a lost answer is asked again within the day, by the same identifier", async () => {
  const person = await stripe.current.subscriber();
  const jobId = await overQuota(person);
  loseNextAnswer();
  await sendMeterEvents(held.current.env, Date.now());
  expect([counted(), await unsent(person)]).toEqual([[jobId], 1]);
  stripe.current.fake.isDown = false;
  await sendMeterEvents(held.current.env, Date.now() + hour);
  expect([counted(), await unsent(person)]).toEqual([[jobId], 0]);
});

test("after more than a day Stripe is asked what has arrived, before anything is sent again", async () => {
  const shop = stripe.current;
  const person = await shop.subscriber();
  const arrived = await overQuota(person);
  loseNextAnswer();
  await sendMeterEvents(held.current.env, Date.now());
  const never = await overQuota(person);
  await sendMeterEvents(held.current.env, Date.now() + 1);
  expect([counted(), await unsent(person)]).toEqual([[arrived], 2]);
  shop.fake.isDown = false;
  shop.pass(2);
  // Both were tried; one of them arrived, and both are in the same minute.
  await sendMeterEvents(held.current.env, Date.now() + 48 * hour);
  expect([counted(), await unsent(person)]).toEqual([[arrived, never], 0]);
});

test("a model of a period that is over counts to the present one, where it is still charged", async () => {
  const shop = stripe.current;
  const person = await shop.subscriber();
  const from = () =>
    held.current.env.DB.prepare("SELECT period_from_ms AS n FROM subscriptions WHERE owner_id = ?")
      .bind(person.accountId)
      .first<number>("n");
  const jobId = await overQuota(person);
  shop.pass(32);
  await shop.deliver();
  await sendMeterEvents(held.current.env, Date.now());
  const event = shop.fake.world.state.meterEvents.find((e) => e.identifier === jobId);
  expect((event?.timestamp ?? 0) * 1000).toBe(await from());
});
