import { X509Certificate } from "node:crypto";
import { crc32 as nodeCrc32 } from "node:zlib";
import { expect, test } from "vitest";
import { makeSigner } from "./certificate.ts";
import { clientId, clientSecret, FakePayPal, type FakePayPalOptions } from "./fake-paypal.ts";
import { dispute, settle } from "./orders.ts";
import { crc32 } from "./webhooks.ts";

const origin = "http://paypal.test";
const signer = await makeSigner(Date.now() - 86_400_000, Date.now() + 86_400_000);

async function shop(options: FakePayPalOptions = {}) {
  const fake = await FakePayPal.open({ origin, signer, ...options });
  const basic = `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
  const ask = (path: string, init: RequestInit) => fake.handle(new Request(`${origin}${path}`, init));
  const token = await ask("/v1/oauth2/token", { method: "POST", headers: { authorization: basic } });
  const { access_token } = (await token.json()) as { access_token: string };
  const api = async (method: string, path: string, body?: object, requestId?: string) => {
    const headers = {
      ...{ authorization: `Bearer ${access_token}`, "content-type": "application/json" },
      ...(requestId ? { "paypal-request-id": requestId } : {}),
    };
    const answer = await ask(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  };
  const create = async (requestId?: string, value = "12.34") =>
    api("POST", "/v2/checkout/orders", order(value), requestId);
  const approve = (id: string, act = "approve") =>
    ask(`/checkoutnow?token=${id}`, { method: "POST", body: new URLSearchParams({ do: act }) });
  return { fake, api, create, approve, ask };
}

const order = (value: string) => ({
  intent: "CAPTURE",
  purchase_units: [{ custom_id: "o1", amount: { currency_code: "GBP", value } }],
  payment_source: {
    paypal: { experience_context: { return_url: "http://shop.test/back?x=1", cancel_url: "http://shop.test/no" } },
  },
});

async function captured(s: Awaited<ReturnType<typeof shop>>, value = "12.34"): Promise<string> {
  const { body } = await s.create(undefined, value);
  await s.approve(body.id);
  const done = await s.api("POST", `/v2/checkout/orders/${body.id}/capture`);
  return done.body.purchase_units[0].payments.captures[0].id as string;
}

test("an order is created, approved on a page, and captured once", async () => {
  const s = await shop();
  const { status, body } = await s.create();
  expect([status, body.status]).toEqual([201, "PAYER_ACTION_REQUIRED"]);
  const capture = () => s.api("POST", `/v2/checkout/orders/${body.id}/capture`);
  expect((await capture()).body.details).toEqual([{ issue: "ORDER_NOT_APPROVED" }]);
  const page = await s.ask(`/checkoutnow?token=${body.id}`, {});
  expect(await page.text()).toContain("GBP 12.34");
  expect((await s.approve(body.id, "cancel")).headers.get("location")).toContain("http://shop.test/no?token=");
  const back = await s.approve(body.id);
  expect(back.headers.get("location")).toBe(`http://shop.test/back?x=1&token=${body.id}&PayerID=FAKEPAYER`);
  expect((await capture()).body.status).toBe("COMPLETED");
  expect((await capture()).body.details).toEqual([{ issue: "ORDER_ALREADY_CAPTURED" }]);
});

test("a request id is answered as before for six hours, and refused with another body", async () => {
  let nowMs = Date.now();
  const s = await shop({ nowMs: () => nowMs });
  const first = await s.create("one");
  expect((await s.create("one")).body.id).toBe(first.body.id);
  expect((await s.create("one", "99.00")).body.details).toEqual([{ issue: "DUPLICATE_REQUEST_ID" }]);
  nowMs += 6 * 3_600_000;
  expect((await s.create("one")).body.id).not.toBe(first.body.id);
  // Nobody has approved the first one by then.
  expect((await s.api("GET", `/v2/checkout/orders/${first.body.id}`)).status).toBe(404);
});

test("a declined card takes nothing and another may follow; a pending capture is let go or denied later", async () => {
  const s = await shop();
  s.fake.world.nextCaptures.push("DECLINED", "PENDING");
  const { body } = await s.create();
  await s.approve(body.id);
  const capture = () => s.api("POST", `/v2/checkout/orders/${body.id}/capture`);
  expect((await capture()).body.details).toEqual([{ issue: "INSTRUMENT_DECLINED" }]);
  const [pending] = (await capture()).body.purchase_units[0].payments.captures;
  expect(pending.status).toBe("PENDING");
  settle(s.fake.world, pending.id, "DECLINED");
  const types = (await s.fake.takeDeliveries()).map((d) => d.type);
  expect(types).toEqual(["CHECKOUT.ORDER.APPROVED", "PAYMENT.CAPTURE.PENDING", "PAYMENT.CAPTURE.DENIED"]);
});

test("what becomes of one order's capture leaves others alone", async () => {
  const s = await shop();
  const [mine, other] = [(await s.create("one")).body.id, (await s.create("two")).body.id];
  s.fake.world.captureOf.set(mine, "DECLINED");
  const capture = async (id: string) => {
    await s.approve(id);
    return (await s.api("POST", `/v2/checkout/orders/${id}/capture`)).body;
  };
  expect((await capture(other)).status).toBe("COMPLETED");
  for (let i = 0; i < 2; i++) expect((await capture(mine)).details).toEqual([{ issue: "INSTRUMENT_DECLINED" }]);
  s.fake.world.captureOf.set(mine, "COMPLETED");
  expect((await capture(mine)).status).toBe("COMPLETED");
});

test("refunds come to what was captured and no more", async () => {
  const s = await shop();
  const id = await captured(s);
  const refund = (value?: string) =>
    s.api("POST", `/v2/payments/captures/${id}/refund`, value ? { amount: { currency_code: "GBP", value } } : {});
  expect((await refund("2.34")).status).toBe(201);
  expect((await refund("10.01")).body.details).toEqual([{ issue: "REFUND_AMOUNT_EXCEEDED" }]);
  expect((await refund()).body.amount.value).toBe("10.00");
  expect((await refund("0.01")).body.details).toEqual([{ issue: "CAPTURE_FULLY_REFUNDED" }]);
});

test("a dispute keeps refunds back and ends for one of the two", async () => {
  const s = await shop();
  const id = await captured(s);
  dispute(s.fake.world, id);
  expect((await s.api("POST", `/v2/payments/captures/${id}/refund`, {})).status).toBe(422);
  dispute(s.fake.world, id, "buyer");
  const { body } = await s.api("GET", `/v1/customer/disputes?disputed_transaction_id=${id}`);
  expect(body.items[0].dispute_outcome).toEqual({ outcome_code: "RESOLVED_BUYER_FAVOUR" });
});

test("a lost answer has been done", async () => {
  const s = await shop();
  const { body } = await s.create();
  await s.approve(body.id);
  s.fake.losesAnswer = (path) => path.endsWith("/capture");
  expect((await s.api("POST", `/v2/checkout/orders/${body.id}/capture`)).status).toBe(504);
  expect((await s.api("GET", `/v2/checkout/orders/${body.id}`)).body.status).toBe("COMPLETED");
});

test("the weather drops, doubles and reorders webhooks", async () => {
  const s = await shop();
  await captured(s);
  s.fake.weather.double = true;
  expect(await s.fake.takeDeliveries()).toHaveLength(4);
  await captured(s);
  Object.assign(s.fake.weather, { double: false, reorder: true });
  let at = 2;
  expect((await s.fake.takeDeliveries(() => at--)).map((d) => d.type)).toEqual([
    ...["PAYMENT.CAPTURE.COMPLETED", "CHECKOUT.ORDER.APPROVED"],
  ]);
  await captured(s);
  s.fake.weather.drop = true;
  expect(await s.fake.takeDeliveries()).toEqual([]);
});

test("webhooks are signed with the certificate that is served, as another implementation reads it", async () => {
  const s = await shop();
  await captured(s);
  const [delivery] = await s.fake.takeDeliveries();
  const h = delivery?.headers ?? {};
  const pem = await (await s.ask(new URL(h["paypal-cert-url"] ?? "").pathname, {})).text();
  const certificate = new X509Certificate(pem);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(new Date(certificate.validTo).getTime()).toBeGreaterThan(Date.now());
  const body = Buffer.from(delivery?.body ?? "");
  expect(crc32(body)).toBe(nodeCrc32(body));
  const text = `${h["paypal-transmission-id"]}|${h["paypal-transmission-time"]}|FAKEWEBHOOK1|${nodeCrc32(body)}`;
  const key = await crypto.subtle.importKey(
    ...(["spki", certificate.publicKey.export({ type: "spki", format: "der" })] as const),
    ...([{ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, false, ["verify"]] as const),
  );
  const signature = Buffer.from(h["paypal-transmission-sig"] ?? "", "base64");
  expect(await crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, signature, Buffer.from(text))).toBe(true);
});

test("who has no token is told nothing", async () => {
  const s = await shop();
  expect((await s.ask("/v2/checkout/orders/x", { headers: { authorization: "Bearer other" } })).status).toBe(401);
  expect((await s.ask("/v1/oauth2/token", { method: "POST", headers: { authorization: "Basic eDp5" } })).status).toBe(
    401,
  );
});
