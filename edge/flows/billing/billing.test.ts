import { expect, test } from "vitest";
import type { BillingView, PlansView } from "#contract/billing";
import type { NoticeList } from "#contract/notice";
import type { QuotaView } from "#contract/plan";
import { type Person, signIn } from "../../testing/people.ts";
import { useStripe } from "../../testing/use-stripe.ts";
import { useSystem } from "../../testing/use-system.ts";
import { eraseCustomer } from "./erase-customer.ts";

const held = useSystem();
const stripe = useStripe(held);

const billing = async (who: Person): Promise<BillingView> => (await who.api("GET", "/billing")).json();
const quota = async (who: Person): Promise<QuotaView> => (await who.api("GET", "/quota")).json();
const code = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as { code: string }).code,
];

test("the price table is for anybody", async () => {
  const answer = await held.current.fetch("http://edge.test/api/v1/plans");
  const { plans, trialModels, overagePencePerModel } = (await answer.json()) as PlansView;
  expect(plans.map((p) => [p.plan, p.pencePerMonth, p.modelsPerMonth, p.modelsPerDay])).toEqual([
    ["starter", 2900, 50, 5],
    ["professional", 9900, 200, 25],
    ["enterprise", 39900, 1000, null],
  ]);
  expect([trialModels, overagePencePerModel]).toEqual([3, 60]);
});

test("Checkout makes a subscriber: plan, quota and a paid invoice with tax", async () => {
  const shop = stripe.current;
  const person = await signIn(held.current);
  expect(await billing(person)).toMatchObject({ plan: "trial", status: null, hasPortal: false, invoices: [] });
  const opened = await person.api("POST", "/billing/checkout", { plan: "starter" });
  const { url } = (await opened.json()) as { url: string };
  expect((await shop.press(url, { card: "fails" })).status).toBe(402);
  await shop.deliver();
  expect((await quota(person)).plan).toBe("trial");
  const paid = await shop.press(url, { card: "works" });
  expect(paid.headers.get("location")).toBe("http://edge.test/plan?checkout=done");
  await shop.deliver();
  const view = await billing(person);
  expect(view).toMatchObject({
    plan: "starter",
    status: "active",
    capPence: 0,
    overagePencePerModel: 60,
    unpaid: null,
  });
  expect(view.invoices?.map((i) => [i.status, i.totalPence])).toEqual([["paid", 3480]]);
  expect((await quota(person)).month).toEqual({ limit: 50, used: 0, held: 0 });
});

test("a subscriber cannot subscribe twice, nor pay on a page opened before", async () => {
  const shop = stripe.current;
  const person = await signIn(held.current);
  const open = async (plan: string) => {
    const answer = await person.api("POST", "/billing/checkout", { plan });
    return ((await answer.json()) as { url: string }).url;
  };
  const [first, second] = [await open("starter"), await open("professional")];
  expect((await shop.press(first, { card: "works" })).status).toBe(400);
  await shop.press(second, { card: "works" });
  // Even where no webhook has come yet.
  expect(await code(await person.api("POST", "/billing/checkout", { plan: "starter" }))).toEqual([
    409,
    "already-subscribed",
  ]);
  expect((await billing(person)).plan).toBe("professional");
});

test("a larger plan begins at once, a smaller one with the next period; the present one takes it back", async () => {
  const shop = stripe.current;
  const person = await shop.subscriber("starter");
  shop.pass(10);
  const up: BillingView = await (await person.api("POST", "/billing/plan", { plan: "enterprise" })).json();
  expect(up).toMatchObject({ plan: "enterprise", nextPlan: null });
  expect(up.invoices?.[0]).toMatchObject({ status: "paid" });
  const down = async (plan: string): Promise<BillingView> =>
    (await person.api("POST", "/billing/plan", { plan })).json();
  expect(await down("professional")).toMatchObject({ plan: "enterprise", nextPlan: "professional" });
  expect(await down("enterprise")).toMatchObject({ plan: "enterprise", nextPlan: null });
  expect(await down("starter")).toMatchObject({ plan: "enterprise", nextPlan: "starter" });
  expect((await quota(person)).month.limit).toBe(1000);
  shop.pass(25);
  await shop.deliver();
  expect(await billing(person)).toMatchObject({ plan: "starter", nextPlan: null, status: "active" });
  expect((await quota(person)).month.limit).toBe(50);
});

test("an upgrade that cannot be paid changes nothing", async () => {
  const shop = stripe.current;
  const person = await shop.subscriber("starter");
  const { url } = (await (await person.api("POST", "/billing/portal")).json()) as { url: string };
  await shop.press(url, { do: "card", card: "fails" });
  expect(await code(await person.api("POST", "/billing/plan", { plan: "professional" }))).toEqual([
    402,
    "payment-failed",
  ]);
  expect(await billing(person)).toMatchObject({ plan: "starter", status: "active" });
});

test("cancelled in the portal, the plan runs to the end of its period and leaves the trial", async () => {
  const shop = stripe.current;
  const person = await shop.subscriber();
  const { url } = (await (await person.api("POST", "/billing/portal")).json()) as { url: string };
  await shop.press(url, { do: "cancel" });
  await shop.deliver();
  expect(await billing(person)).toMatchObject({ plan: "starter", cancelAtPeriodEnd: true });
  shop.pass(32);
  await shop.deliver();
  expect(await billing(person)).toMatchObject({ plan: "trial", status: "canceled", period: null });
});

test("a failed payment has a grace and then reads only; paying makes it good", async () => {
  const shop = stripe.current;
  const person = await shop.subscriber();
  const { url } = (await (await person.api("POST", "/billing/portal")).json()) as { url: string };
  await shop.press(url, { do: "card", card: "fails" });
  shop.pass(32);
  await shop.deliver();
  const late = await billing(person);
  expect(late).toMatchObject({ plan: "starter", status: "past_due", readOnly: false });
  const { sinceMs = 0, readOnlyFromMs = 0 } = late.unpaid ?? {};
  expect(readOnlyFromMs - sinceMs).toBe(7 * 86_400_000);
  const told = (await (await person.api("GET", "/notices")).json()) as NoticeList;
  expect(told.notices.map((n) => [n.kind, n.body])).toEqual([["payment-failed", { graceUntilMs: readOnlyFromMs }]]);
  // Stripe's clock is a month ahead of ours; the grace ends by ours.
  await held.current.env.DB.prepare("UPDATE allowances SET grace_until_ms = ? WHERE owner_id = ?")
    .bind(Date.now() - 1, person.accountId)
    .run();
  expect((await quota(person)).refusal).toBe("plan-read-only");
  expect(await code(await person.api("POST", "/billing/plan", { plan: "professional" }))).toEqual([
    402,
    "payment-failed",
  ]);
  await shop.press(url, { do: "card", card: "works" });
  const [open] = (await shop.stripe.invoices.list({ status: "open" })).data;
  await shop.press(url, { do: "pay", invoice: open?.id ?? "" });
  await shop.deliver();
  expect(await billing(person)).toMatchObject({ status: "active", unpaid: null, readOnly: false });
});

test("the cap lets models over the quota through, as many as it pays for", async () => {
  const shop = stripe.current;
  const person = await shop.subscriber();
  const set: BillingView = await (await person.api("PUT", "/billing/cap", { capPence: 630 })).json();
  expect(set.capPence).toBe(630);
  expect((await quota(person)).overage).toMatchObject({ capPence: 600, pencePerModel: 60 });
  const models = () =>
    held.current.env.DB.prepare("SELECT overage_models_max AS n FROM allowances WHERE owner_id = ?")
      .bind(person.accountId)
      .first("n");
  expect(await models()).toBe(10);
  // What Stripe says next does not undo it.
  await person.api("POST", "/billing/plan", { plan: "professional" });
  await shop.deliver();
  expect(await models()).toBe(10);
  expect(await code(await person.api("PUT", "/billing/cap", { capPence: -1 }))).toEqual([400, "request-invalid"]);
});

test("without a plan there is no portal, no change and no cap; without Stripe that is said", async () => {
  const person = await signIn(held.current);
  for (const [method, path, body] of [
    ["POST", "/billing/portal", undefined],
    ["POST", "/billing/plan", { plan: "starter" }],
    ["PUT", "/billing/cap", { capPence: 100 }],
  ] as const) {
    expect(await code(await person.api(method, path, body))).toEqual([409, "not-subscribed"]);
  }
  stripe.current.fake.isDown = true;
  expect(await code(await person.api("POST", "/billing/checkout", { plan: "starter" }))).toEqual([
    503,
    "billing-unavailable",
  ]);
  held.current.env.BILLING = "live";
  expect(await code(await person.api("POST", "/billing/checkout", { plan: "starter" }))).toEqual([
    503,
    "billing-unavailable",
  ]);
});

test("where nothing is billed all is allowed and nothing can be bought", async () => {
  const person = await signIn(held.current);
  held.current.env.BILLING = "none";
  expect(await billing(person)).toMatchObject({ billing: "none", plan: "self-hosted", hasPortal: false, invoices: [] });
  for (const [method, path, body] of [
    ["POST", "/billing/checkout", { plan: "starter" }],
    ["POST", "/billing/portal", undefined],
    ["POST", "/billing/plan", { plan: "starter" }],
    ["PUT", "/billing/cap", { capPence: 100 }],
  ] as const) {
    expect(await code(await person.api(method, path, body))).toEqual([409, "billing-off"]);
  }
});

test("a device has to sign in first", async () => {
  expect(await code(await held.current.api("POST", "/billing/checkout", { plan: "starter" }))).toEqual([
    401,
    "sign-in-needed",
  ]);
});

test("an erased customer is deleted at Stripe, and nothing of them is kept; twice is once", async () => {
  const shop = stripe.current;
  const person = await shop.subscriber();
  const [customer] = (await shop.stripe.customers.list()).data;
  await eraseCustomer(held.current.env, person.accountId);
  await eraseCustomer(held.current.env, person.accountId);
  expect((await shop.stripe.customers.retrieve(customer?.id ?? "")).deleted).toBe(true);
  await shop.deliver();
  for (const table of ["customers", "subscriptions", "allowances", "stripe_events"]) {
    const row = await held.current.env.DB.prepare(`SELECT 1 FROM ${table} WHERE owner_id = ?`)
      .bind(person.accountId)
      .first();
    expect(row, table).toBeNull();
  }
});

test("whoever was deleted in Stripe's dashboard can subscribe again", async () => {
  const shop = stripe.current;
  const person = await shop.subscriber();
  const [customer] = (await shop.stripe.customers.list()).data;
  await shop.stripe.customers.del(customer?.id ?? "");
  await shop.deliver();
  expect((await billing(person)).plan).toBe("trial");
  const { url } = (await (await person.api("POST", "/billing/checkout", { plan: "professional" })).json()) as {
    url: string;
  };
  await shop.press(url, { card: "works" });
  await shop.deliver();
  expect((await billing(person)).plan).toBe("professional");
});
