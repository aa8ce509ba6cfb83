import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { makeSigner } from "../../e2e/fakes/paypal/certificate.ts";
import type { Delivery } from "../../e2e/fakes/paypal/webhooks.ts";
import { signIn } from "../testing/people.ts";
import { addQuote, address } from "../testing/quotes-for-orders.ts";
import { usePayPal } from "../testing/use-paypal.ts";
import { useSystem } from "../testing/use-system.ts";
import { readCertificate } from "./x509.ts";

const held = useSystem();
const paypal = usePayPal(held);
const day = 86_400_000;

async function approved(): Promise<{ delivery: Delivery; state: () => Promise<string> }> {
  const who = await signIn(held.current);
  const { quoteId } = await addQuote(held.current.env.DB, { ownerId: who.accountId });
  const wish = { quoteId, address, shipping: "post", method: "paypal" };
  const order = (await (await who.api("POST", "/payment/create-order", wish)).json()) as Record<string, string>;
  await paypal.current.press(order.payUrl ?? "");
  const [delivery] = await paypal.current.fake.takeDeliveries();
  if (!delivery) throw new Error("nothing happened");
  const state = async () =>
    ((await (await who.api("GET", `/orders/${order.orderId}`)).json()) as { state: string }).state;
  return { delivery, state };
}
const withHeader = ({ body, headers }: Delivery, name: string, value: string) => ({
  body,
  headers: { ...headers, [`paypal-${name}`]: value },
});

test("what PayPal has not signed for this webhook is refused and changes nothing", async () => {
  const { delivery, state } = await approved();
  const again = JSON.stringify(JSON.parse(delivery.body), null, 1);
  const { fake } = paypal.current;
  const strangers = {
    ...fake,
    deliveryOf: fake.deliveryOf,
    world: fake.world,
    signer: await makeSigner(0, 2 * Date.now()),
  };
  const bad = [
    { ...delivery, body: again },
    { ...delivery, body: delivery.body.replace("APPROVED", "DENIED") },
    withHeader(delivery, "transmission-id", crypto.randomUUID()),
    withHeader(delivery, "transmission-sig", "AAAA"),
    withHeader(delivery, "transmission-sig", "not base64!"),
    withHeader(delivery, "auth-algo", "none"),
    withHeader(delivery, "transmission-time", new Date(Date.now() - 5 * day).toISOString()),
    { body: delivery.body, headers: {} },
    await fake.deliveryOf.call(strangers, delivery.eventId),
  ];
  for (const one of bad) expect((await paypal.current.post(one)).status).toBe(400);
  held.current.env.PAYPAL_WEBHOOK_ID = "ANOTHERWEBHOOK";
  expect((await paypal.current.post(delivery)).status).toBe(400);
  held.current.env.PAYPAL_WEBHOOK_ID = paypal.current.fake.webhookId;
  expect(await state()).toBe("created");
  expect((await paypal.current.post(delivery)).status).toBe(200);
  expect(await state()).toBe("paid");
});

test("a certificate is fetched from PayPal's own host of that mode, and from nowhere else", async () => {
  const { delivery } = await approved();
  const path = "/v1/notifications/certs/CERT-1";
  const asked: string[] = [];
  const before = globalThis.fetch;
  globalThis.fetch = ((input: RequestInfo, init?: RequestInit) => {
    const url = new Request(input, init).url;
    if (url.endsWith(path)) asked.push(new URL(url).host);
    return url.includes("paypal.com") ? Promise.resolve(new Response("no certificate")) : before(input, init);
  }) as typeof fetch;
  const tried = [
    ...[`https://evil.example${path}`, `https://api.paypal.com.evil.example${path}`, `https://x@api.paypal.com${path}`],
    ...[`http://api.paypal.com${path}`, `http://api.sandbox.paypal.com${path}`, `https://api.paypal.com:8443${path}`],
    ...[`https://api.paypal.com/other${path}`, "file:///etc/passwd", "", `https://api.paypal.com${path}`],
    `https://api.sandbox.paypal.com${path}`,
  ];
  try {
    for (const billing of ["test", "live"] as const) {
      Object.assign(held.current.env, { BILLING: billing, PAYPAL_BASE: "" });
      for (const url of tried) {
        const signed = await paypal.current.fake.deliveryOf(delivery.eventId, url);
        expect((await paypal.current.post(signed)).status, url).toBe(400);
      }
    }
  } finally {
    globalThis.fetch = before;
  }
  expect(asked).toEqual(["api.sandbox.paypal.com", "api.paypal.com"]);
});

test("a certificate that is over, or not yet valid, signs nothing", async () => {
  for (const [fromMs, untilMs] of [
    [Date.now() - 2 * day, Date.now() - day],
    [Date.now() + day, Date.now() + 2 * day],
  ] as const) {
    const { delivery } = await approved();
    const { fake } = paypal.current;
    const signer = await makeSigner(fromMs, untilMs);
    Object.assign(fake, { signer });
    const url = `http://paypal.test/v1/notifications/certs/${crypto.randomUUID()}`;
    expect((await paypal.current.post(await fake.deliveryOf(delivery.eventId, url))).status).toBe(400);
  }
});

test("a certificate's key and times are read, also beyond 2049; what is none is refused", async () => {
  const untilMs = Date.UTC(2051, 4, 6, 7, 8, 9);
  const { pem } = await makeSigner(Date.UTC(1999, 11, 31, 23, 59, 59), untilMs);
  const read = readCertificate(pem);
  expect([read.fromMs, read.untilMs]).toEqual([Date.UTC(1999, 11, 31, 23, 59, 59), untilMs]);
  const kind = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  expect((await crypto.subtle.importKey("spki", read.spki, kind, true, ["verify"])).type).toBe("public");
  const wrap = (base64: string) => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----`;
  const inner = pem.replaceAll(/-----[A-Z ]+-----|\s/g, "");
  for (const bad of ["", "x", wrap("AAAA"), wrap("MIIB"), wrap("MAA="), wrap("MIT/////"), wrap(inner.slice(0, 400))]) {
    expect(() => readCertificate(bad), bad.slice(0, 60)).toThrow();
  }
});

test("the checksum is that of zip", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});
