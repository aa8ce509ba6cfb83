import * as v from "valibot";
import { expect, test } from "vitest";
import {
  adminOrderListSchema,
  adminOrderSchema,
  type OrderView,
  orderListSchema,
  orderViewSchema,
} from "#contract/order";
import { capture, dispute, settle } from "../../../e2e/fakes/paypal/orders.ts";
import { sha256Hex } from "../../adapters/digest.ts";
import { type Person, signIn } from "../../testing/people.ts";
import { addQuote, address, type QuoteToPay } from "../../testing/quotes-for-orders.ts";
import { usePayPal } from "../../testing/use-paypal.ts";
import { useStripe } from "../../testing/use-stripe.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
const stripe = useStripe(held);
const paypal = usePayPal(held);
const minute = 60_000;

const code = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as { code: string }).code,
];
const view = async (answer: Response): Promise<OrderView> => {
  const body = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(200);
  return v.parse(orderViewSchema, body);
};
const create = (who: Person, quoteId: string, method = "paypal", more: object = {}) =>
  who.api("POST", "/payment/create-order", { quoteId, address, shipping: "post", method, ...more });

async function ordered(method = "paypal", quote: Partial<QuoteToPay> = {}) {
  const who = await signIn(held.current);
  const { quoteId, totalMinor } = await addQuote(held.current.env.DB, { ownerId: who.accountId, ...quote });
  const order = await view(await create(who, quoteId, method));
  const { orderId } = order;
  return {
    ...{ who, quoteId, totalMinor, orderId, order, payUrl: order.payUrl ?? "" },
    see: async () => view(await who.api("GET", `/orders/${orderId}`)),
    capture: () => who.api("POST", "/payment/capture", { orderId }),
    cancel: () => who.api("POST", `/orders/${orderId}/cancel`),
  };
}

async function paid(quote: Partial<QuoteToPay> = {}) {
  const o = await ordered("paypal", quote);
  await paypal.current.press(o.payUrl);
  const order = await view(await o.capture());
  const [captureId = ""] = Object.keys(paypal.current.fake.world.state.captures);
  return { ...o, order, captureId };
}

async function administrator(): Promise<Person> {
  const person = await signIn(held.current);
  await held.current.env.DB.prepare("UPDATE accounts SET is_admin = 1 WHERE account_id = ?")
    .bind(person.accountId)
    .run();
  return person;
}
const mailsOf = async (who: Person): Promise<string[]> => {
  const { results } = await held.current.env.DB.prepare("SELECT subject FROM mails WHERE owner_id = ? ORDER BY rowid")
    .bind(who.accountId)
    .all<{ subject: string }>();
  return results.map(({ subject }) => subject.replace(/^.*: /, ""));
};

test("a quote is ordered, agreed to at PayPal, captured once, and told of", async () => {
  const o = await ordered();
  expect(o.order).toMatchObject({ state: "created", capturedMinor: 0, totalMinor: o.totalMinor, receiptNumber: null });
  expect(await code(await o.capture())).toEqual([409, "payment-not-approved"]);
  await paypal.current.press(o.payUrl);
  const order = await view(await o.capture());
  expect(order).toMatchObject({ state: "paid", capturedMinor: o.totalMinor, payUrl: null, mayCancel: true });
  expect(order.history.map(({ state }) => state)).toEqual(["created", "approved", "paid"]);
  await view(await o.capture());
  await paypal.current.deliver();
  expect(paypal.current.captures()).toBe(1);
  expect(await mailsOf(o.who)).toEqual(["paid"]);
  const notices = (await (await o.who.api("GET", "/notices")).json()) as { notices: { kind: string; body: object }[] };
  expect(notices.notices.map(({ kind, body }) => [kind, body])).toEqual([
    ["order", { orderId: o.orderId, code: "paid" }],
  ]);
  const list = v.parse(orderListSchema, await (await o.who.api("GET", "/orders")).json());
  expect(list.orders.map(({ orderId }) => orderId)).toEqual([o.orderId]);
});

test("who never comes back from PayPal's page is served by its webhook, or by cron where that is lost", async () => {
  const first = await ordered();
  await paypal.current.press(first.payUrl);
  await paypal.current.deliver();
  expect((await first.see()).state).toBe("paid");
  const second = await ordered();
  await paypal.current.press(second.payUrl);
  await paypal.current.fake.takeDeliveries();
  await held.current.cronAt(Date.now() + 3 * minute);
  expect((await second.see()).state).toBe("paid");
});

test("asked for twice it is one order; paid, it cannot be ordered again", async () => {
  const o = await ordered();
  const again = await Promise.all([create(o.who, o.quoteId), create(o.who, o.quoteId)]);
  for (const answer of again) expect((await view(answer)).orderId).toBe(o.orderId);
  await paypal.current.press(o.payUrl);
  await o.capture();
  expect(await code(await create(o.who, o.quoteId))).toEqual([409, "order-exists"]);
});

test("another way to pay takes the place of the order nobody has paid, whose page takes nothing any more", async () => {
  const o = await ordered();
  const other = await view(await create(o.who, o.quoteId, "stripe"));
  expect(other.orderId).not.toBe(o.orderId);
  expect((await o.see()).state).toBe("cancelled");
  await paypal.current.press(o.payUrl);
  await paypal.current.deliver();
  expect(paypal.current.captures()).toBe(0);
  // Nobody has paid: the address may be anybody's.
  expect(await mailsOf(o.who)).toEqual([]);
  // And back again: the page at Stripe is closed.
  await view(await create(o.who, o.quoteId, "paypal"));
  expect((await stripe.current.press(other.payUrl ?? "", { card: "works" })).status).toBe(400);
});

test("the price is for a country and a delivery; estimates, strangers' and expired quotes cannot be ordered", async () => {
  const s = held.current;
  const who = await signIn(s);
  const { quoteId } = await addQuote(s.env.DB, { ownerId: who.accountId });
  const abroad = { ...address, country: "FR" };
  expect(await code(await create(who, quoteId, "paypal", { address: abroad }))).toEqual([409, "quote-differs"]);
  expect(await code(await create(who, quoteId, "paypal", { shipping: "courier" }))).toEqual([409, "quote-differs"]);
  expect(await code(await create(await signIn(s), quoteId))).toEqual([404, "not-found"]);
  const old = await addQuote(s.env.DB, { ownerId: who.accountId, expiresAtMs: Date.now() - 1 });
  expect(await code(await create(who, old.quoteId))).toEqual([409, "quote-not-payable"]);
  const broken = { ...address, name: "Ada\nBcc: x" };
  expect(await code(await create(who, quoteId, "paypal", { address: broken }))).toEqual([400, "request-invalid"]);
});

test("between agreeing and capture the quote expires: nothing is taken", async () => {
  const o = await ordered();
  await paypal.current.press(o.payUrl);
  await held.current.env.DB.prepare("UPDATE orders SET expires_ms = ? WHERE order_id = ?")
    .bind(Date.now() - 1, o.orderId)
    .run();
  expect(await code(await o.capture())).toEqual([410, "quote-expired"]);
  expect([paypal.current.captures(), (await o.see()).state]).toEqual([0, "cancelled"]);
});

test.each([
  ["amount", { minor: 1 }],
  ["currency", { currency: "EUR" }],
  ["payee", { payee: "SOMEBODYELSE" }],
])("a payment of another %s is not taken; taken behind our back it is held and given back", async (_, change) => {
  const o = await ordered();
  const { state } = paypal.current.fake.world;
  Object.assign(Object.values(state.orders)[0] ?? {}, change);
  await paypal.current.press(o.payUrl);
  expect(await code(await o.capture())).toEqual([409, "payment-altered"]);
  expect([paypal.current.captures(), (await o.see()).hold]).toEqual([0, "payment-altered"]);
  const orderRef = Object.keys(state.orders)[0] ?? "";
  capture(paypal.current.fake.world, orderRef);
  await paypal.current.deliver();
  const after = await o.see();
  expect(after.capturedMinor).toBeGreaterThan(0);
  expect([after.refundedMinor, after.state]).toEqual([after.capturedMinor, "refunded"]);
});

test("a capture whose answer is lost is asked about, not made again", async () => {
  const o = await ordered();
  await paypal.current.press(o.payUrl);
  paypal.current.fake.losesAnswer = (path) => path.endsWith("/capture");
  expect((await view(await o.capture())).state).toBe("paid");
  expect(paypal.current.captures()).toBe(1);
});

test("while PayPal does not answer nothing is lost; its events are not taken, and come again", async () => {
  const o = await ordered();
  await paypal.current.press(o.payUrl);
  const [event] = await paypal.current.fake.takeDeliveries();
  if (!event) throw new Error("nothing happened");
  paypal.current.fake.isDown = true;
  expect(await code(await o.capture())).toEqual([503, "billing-unavailable"]);
  expect((await paypal.current.post(event)).status).toBe(500);
  paypal.current.fake.isDown = false;
  for (let i = 0; i < 3; i++) expect((await paypal.current.post(event)).status).toBe(200);
  expect([(await o.see()).state, paypal.current.captures()]).toEqual(["paid", 1]);
});

test("a declined card takes nothing; another one pays", async () => {
  const o = await ordered();
  paypal.current.fake.world.nextCaptures.push("DECLINED");
  await paypal.current.press(o.payUrl);
  expect(await code(await o.capture())).toEqual([402, "payment-failed"]);
  const waiting = await o.see();
  expect([waiting.state, waiting.payUrl]).toEqual(["created", o.payUrl]);
  await paypal.current.press(o.payUrl);
  expect((await view(await o.capture())).state).toBe("paid");
});

test("declined before the buyer is back, it is said all the same, and at every look until it is paid", async () => {
  const o = await ordered();
  const { captureOf } = paypal.current.fake.world;
  const atPayPal = new URL(o.payUrl).searchParams.get("token") ?? "";
  captureOf.set(atPayPal, "DECLINED");
  await paypal.current.press(o.payUrl);
  await paypal.current.deliver();
  expect(await o.see()).toMatchObject({ state: "created", declined: true });
  expect(await code(await o.capture())).toEqual([402, "payment-failed"]);
  expect(await o.see()).toMatchObject({ state: "created", declined: true });
  captureOf.set(atPayPal, "COMPLETED");
  await paypal.current.press(o.payUrl);
  expect(await view(await o.capture())).toMatchObject({ state: "paid", declined: false });
});

test("a pending capture holds the order until it is let go of, or denied", async () => {
  const admin = await administrator();
  for (const end of ["COMPLETED", "DECLINED"] as const) {
    const o = await ordered();
    paypal.current.fake.world.nextCaptures.push("PENDING");
    await paypal.current.press(o.payUrl);
    expect((await view(await o.capture())).state).toBe("pending");
    const move = { to: "printing" };
    expect(await code(await admin.api("POST", `/admin/orders/${o.orderId}/move`, move))).toEqual([
      ...[409, "order-not-movable"],
    ]);
    settle(paypal.current.fake.world, Object.keys(paypal.current.fake.world.state.captures).at(-1) ?? "", end);
    await paypal.current.deliver();
    const after = await o.see();
    expect([after.state, after.endReason]).toEqual(
      end === "COMPLETED" ? ["paid", null] : ["cancelled", "payment-denied"],
    );
  }
});

test("cancelled before it is printed, all goes back; afterwards it is refused", async () => {
  const admin = await administrator();
  const o = await paid();
  expect((await view(await o.cancel())).state).toBe("refunded");
  expect((await view(await o.cancel())).refundedMinor).toBe(o.totalMinor);
  expect(await mailsOf(o.who)).toEqual(["paid", "cancelled", "refunded"]);
  const later = await paid();
  await admin.api("POST", `/admin/orders/${later.orderId}/move`, { to: "printing" });
  expect(await code(await later.cancel())).toEqual([409, "order-not-cancellable"]);
  // A refund whose answer is lost is not made twice.
  paypal.current.fake.losesAnswer = (path) => path.endsWith("/refund");
  const last = await paid();
  expect((await view(await last.cancel())).refundedMinor).toBe(last.totalMinor);
});

test("a dispute holds the order; won it goes on, lost it is over and nothing is given back beside it", async () => {
  const o = await paid();
  dispute(paypal.current.fake.world, o.captureId);
  await paypal.current.deliver();
  expect(await o.see()).toMatchObject({ state: "paid", hold: "disputed", mayCancel: false });
  expect(await code(await o.cancel())).toEqual([409, "order-not-cancellable"]);
  dispute(paypal.current.fake.world, o.captureId, "seller");
  await paypal.current.deliver();
  expect((await o.see()).hold).toBeNull();
  dispute(paypal.current.fake.world, o.captureId);
  dispute(paypal.current.fake.world, o.captureId, "buyer");
  await paypal.current.deliver();
  expect(await o.see()).toMatchObject({ state: "refunded", refundedMinor: o.totalMinor });
  expect(Object.keys(paypal.current.fake.world.state.refunds)).toEqual([]);
});

test("by card: held by Checkout, checked, then taken; a dispute and a refund in parts as well", async () => {
  const admin = await administrator();
  const o = await ordered("stripe");
  expect((await stripe.current.press(o.payUrl, { card: "fails" })).status).toBe(402);
  await stripe.current.press(o.payUrl, { card: "works" });
  await stripe.current.deliver();
  expect(await o.see()).toMatchObject({ state: "paid", capturedMinor: o.totalMinor });
  const refund = (totalMinor: number) =>
    admin.api("POST", "/payment/refund", { orderId: o.orderId, totalMinor, reason: "a scratch" });
  for (let i = 0; i < 2; i++) {
    const seen = v.parse(adminOrderSchema, await (await refund(100)).json());
    expect([seen.state, seen.refundedMinor]).toEqual(["paid", 100]);
  }
  expect(await code(await refund(o.totalMinor + 1))).toEqual([409, "refund-impossible"]);
  expect(v.parse(adminOrderSchema, await (await refund(o.totalMinor)).json()).state).toBe("refunded");
  const { amount_captured: taken, amount_refunded: given } =
    Object.values(stripe.current.fake.world.state.charges)[0] ?? {};
  expect([taken, given]).toEqual([o.totalMinor, o.totalMinor]);
});

test("an order that is cancelled while its card is held lets go of it", async () => {
  const o = await ordered("stripe");
  await stripe.current.press(o.payUrl, { card: "works" });
  await view(await o.cancel());
  expect(Object.values(stripe.current.fake.world.state.paymentIntents)[0]?.status).toBe("canceled");
  await stripe.current.deliver();
  expect(await o.see()).toMatchObject({ state: "cancelled", capturedMinor: 0 });
});

test("the receipt names seller and buyer, the tax apart, and nothing in it runs", async () => {
  held.current.env.SHOP_DETAILS = "Caliper Ltd|1 Works Road|VAT GB123456789";
  const waiting = await ordered();
  expect((await waiting.who.api("GET", `/orders/${waiting.orderId}/receipt`)).status).toBe(404);
  const o = await paid();
  const next = await paid();
  expect((next.order.receiptNumber ?? 0) - (o.order.receiptNumber ?? 0)).toBe(1);
  const answer = await o.who.api("GET", `/orders/${o.orderId}/receipt`);
  expect(answer.headers.get("content-type")).toContain("text/html");
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'; style-src");
  const page = await answer.text();
  for (const text of ["VAT GB123456789", "Ada Lovelace", "£14.00", "£2.80", "£16.80", "bracket &lt;left&gt;.stl"]) {
    expect(page).toContain(text);
  }
});

test("the board moves a paid order on, with its tracking and an audit entry each, and goes into a spreadsheet", async () => {
  const admin = await administrator();
  const o = await paid();
  const move = (body: object) => admin.api("POST", `/admin/orders/${o.orderId}/move`, body);
  expect((await move({ to: "printing" })).status).toBe(200);
  expect((await move({ to: "printing" })).status).toBe(200);
  expect(await code(await move({ to: "shipped" }))).toEqual([409, "order-not-movable"]);
  const tracking = { carrier: "Royal Mail", number: "AB123456789GB" };
  const shipped = v.parse(adminOrderSchema, await (await move({ to: "shipped", tracking })).json());
  expect([shipped.state, shipped.tracking]).toEqual(["shipped", tracking]);
  expect((await move({ to: "done" })).status).toBe(200);
  expect(await code(await move({ to: "cancelled" }))).toEqual([409, "order-not-cancellable"]);
  const audit = await (await admin.api("GET", `/admin/audit?subject=${o.orderId}`)).json();
  const entries = (audit as { entries: { action: string; detail: { to: string } }[] }).entries;
  expect(entries.map(({ action, detail }) => `${action} ${detail.to}`)).toEqual([
    ...["move-order done", "move-order shipped", "move-order printing"],
  ]);
  expect(await mailsOf(o.who)).toEqual(["paid", "being printed", "on its way"]);
  const path = `/admin/orders?state=done&owner=${o.who.accountId}`;
  const list = v.parse(adminOrderListSchema, await (await admin.api("GET", path)).json());
  expect(list.orders.map(({ orderId, recipient }) => [orderId, recipient])).toEqual([[o.orderId, "Ada Lovelace"]]);
  const csv = await (await admin.api("GET", `/admin/orders.csv?owner=${o.who.accountId}`)).text();
  expect(csv.split("\r\n")[1]).toContain(o.orderId);
  const heldOnes = await admin.api("GET", `/admin/orders?held=1&owner=${o.who.accountId}`);
  expect(await heldOnes.json()).toMatchObject({ orders: [] });
});

test("a device orders without an account; another one sees nothing of it", async () => {
  const s = held.current;
  const ownerId = await sha256Hex(s.token);
  const { quoteId } = await addQuote(s.env.DB, { ownerId });
  const wish = { quoteId, address, shipping: "post", method: "paypal" };
  const order = await view(await s.api("POST", "/payment/create-order", wish));
  await paypal.current.press(order.payUrl ?? "");
  expect((await view(await s.api("POST", "/payment/capture", { orderId: order.orderId }))).state).toBe("paid");
  const stranger = await signIn(s);
  for (const path of [`/orders/${order.orderId}`, `/orders/${order.orderId}/receipt`]) {
    expect((await stranger.api("GET", path)).status).toBe(404);
  }
  expect((await stranger.api("POST", `/orders/${order.orderId}/cancel`)).status).toBe(404);
  expect((await stranger.api("POST", "/payment/capture", { orderId: order.orderId })).status).toBe(404);
});

test("who is erased is sent nothing: the money goes back, the order stays in the books without a name", async () => {
  const o = await paid();
  expect((await o.who.api("DELETE", "/privacy/account", { confirm: "erase" })).status).toBeLessThan(300);
  await held.current.cronAt(Date.now());
  const { DB } = held.current.env;
  const row = await DB.prepare("SELECT owner_id, state FROM orders WHERE order_id = ?").bind(o.orderId).first();
  expect(row).toMatchObject({ state: "refunded", owner_id: expect.stringMatching(/^erased-/) });
  for (const table of ["order_addresses", "mails", "notices"]) {
    expect(
      await DB.prepare(`SELECT 1 FROM ${table} WHERE owner_id = ?`).bind(o.who.accountId).first(),
      table,
    ).toBeNull();
  }
  const address = await DB.prepare("SELECT 1 FROM order_addresses WHERE order_id = ?").bind(o.orderId).first();
  expect(address).toBeNull();
});

test("without the payment service, or without billing, that is said", async () => {
  const s = held.current;
  const who = await signIn(s);
  const { quoteId } = await addQuote(s.env.DB, { ownerId: who.accountId });
  s.env.PAYPAL_CLIENT_ID = "";
  expect(await code(await create(who, quoteId))).toEqual([503, "billing-unavailable"]);
  expect((await s.fetch("http://edge.test/webhooks/paypal", { method: "POST", body: "{}" })).status).toBe(404);
  s.env.BILLING = "none";
  expect(await code(await create(who, quoteId, "stripe"))).toEqual([409, "billing-off"]);
});
