import { beforeEach, expect, test } from "vitest";
import { sha256Hex } from "../adapters/digest.ts";
import { openDb } from "../db/client.ts";
import { ownerOfDevice } from "../db/owners.ts";
import { textOfPdf } from "../testing/pdf-text.ts";
import { PlainBrowser } from "../testing/plain-browser.ts";
import { addQuote, address } from "../testing/quotes-for-orders.ts";
import { usePayPal } from "../testing/use-paypal.ts";
import { useSystem } from "../testing/use-system.ts";
import { paymentOrigins } from "./payment-origins.ts";

const held = useSystem();
const paypal = usePayPal(held);
let browser: PlainBrowser;
let quoteId: string;
beforeEach(async () => {
  browser = new PlainBrowser(held.current);
  await browser.open("/plain");
  const device = await sha256Hex(browser.cookies.get("__Host-caliper-pages") ?? "");
  const ownerId = (await ownerOfDevice(openDb(held.current.env.DB), device)) ?? "";
  ({ quoteId } = await addQuote(held.current.env.DB, { ownerId }));
});

const { country: _, ...typed } = address;
/** Sends the order form; where it leads. */
async function order(changes: Record<string, string> = {}): Promise<string> {
  await browser.open(`/plain/quotes/${quoteId}/order`);
  await browser.send(`/plain/quotes/${quoteId}/order`, { ...typed, ...changes });
  return browser.answer.headers.get("location") ?? "";
}
const orderIdIn = (html: string): string => /\/plain\/orders\/([0-9a-f-]{36})/.exec(html)?.[1] ?? "";

test("an order is paid at PayPal: the form may lead there, and whoever comes back finds it paid, with its receipt", async () => {
  await browser.open(`/plain/quotes/${quoteId}/order`);
  expect(browser.answer.headers.get("content-security-policy")).toContain("form-action 'self' http://paypal.test ");
  const to = await order({ vatId: "DE 123456789" });
  expect(new URL(to).origin).toBe("http://paypal.test");
  const back = (await paypal.current.press(to)).headers.get("location") ?? "";
  expect(new URL(back).pathname).toMatch(/^\/plain\/orders\//);
  await browser.open(new URL(back).pathname + new URL(back).search);
  expect(browser.path).not.toContain("payment=");
  expect(browser.html).toContain(">Paid</span>");
  expect(paypal.current.captures()).toBe(1);
  const receipt = /href="(\/plain\/orders\/[^"]+\/receipt)"/.exec(browser.html)?.[1] ?? "";
  expect(await (await browser.ask(receipt)).text()).toContain("VAT id DE 123456789");
  await browser.open("/plain/orders");
  expect(browser.html).toContain("Paid");
});

test("who comes back without paying can pay still; cancelled, it cannot be paid any more", async () => {
  const to = await order();
  const back = new URL((await paypal.current.press(to, "cancel")).headers.get("location") ?? "");
  await browser.open(back.pathname + back.search);
  expect(browser.html).toContain("Nothing was paid.");
  expect(browser.html).toContain(`href="${to.replaceAll("&", "&amp;")}"`);
  const orderId = orderIdIn(browser.html);
  // To say that it was paid does not make it so.
  await browser.open(`/plain/orders/${orderId}?payment=done`);
  expect(browser.html).toContain("The payment was not agreed to");
  await browser.send(`/plain/orders/${orderId}/cancel`);
  expect(browser.html).toContain("The buyer cancelled it.");
  expect(browser.html).not.toContain(">Pay now<");
});

test("a paid order is cancelled while that may be, and everything goes back", async () => {
  const back = new URL((await paypal.current.press(await order())).headers.get("location") ?? "");
  await browser.open(back.pathname + back.search);
  await browser.send(`/plain/orders/${orderIdIn(browser.path)}/cancel`);
  expect(browser.html).toContain("Refunded");
  expect(browser.html).toContain("was given back.");
});

test("what is missing in the address is said at its field, and what was typed stays", async () => {
  await order({ name: "", email: "nobody", vatId: "12", line1: "<b>12 Street" });
  expect(browser.answer.status).toBe(422);
  for (const words of ["This is missing.", "That is no e-mail address.", "A VAT id begins with"])
    expect(browser.html).toContain(words);
  expect(browser.html).toContain('value="&lt;b&gt;12 Street"');
  expect(browser.html).toContain('aria-invalid="true"');
});

test("where no payment is set up, the form says so and nothing is ordered", async () => {
  Object.assign(held.current.env, { BILLING: "none" });
  await order();
  expect(browser.answer.status).toBeGreaterThanOrEqual(400);
  expect(browser.html).toContain("Nothing can be ordered here");
});

test("only who asked for a quote orders it, and only from our own form", async () => {
  const other = new PlainBrowser(held.current);
  await other.open("/plain");
  expect((await other.ask(`/plain/quotes/${quoteId}/order`)).status).toBe(404);
  await browser.open(`/plain/quotes/${quoteId}/order`);
  await browser.send(`/plain/quotes/${quoteId}/order`, { ...typed, token: other.token });
  expect(browser.answer.status).toBe(403);
  browser.origin = "null";
  expect(await order()).toBe("");
  expect(browser.answer.status).toBe(403);
});

test("forms lead to the payment services' own pages, and nowhere else", () => {
  const live = { BILLING: "live", PAYPAL_BASE: undefined, STRIPE_API_BASE: undefined } as const;
  expect(paymentOrigins({ BILLING: "live" })).toEqual(["https://www.paypal.com", "https://checkout.stripe.com"]);
  expect(paymentOrigins({ ...live, BILLING: "test" } as never)).toEqual([
    "https://www.sandbox.paypal.com",
    "https://checkout.stripe.com",
  ]);
  expect(paymentOrigins({ BILLING: "none" })).toEqual([]);
});

test("a quote is had as PDF: on the pages, by the API, and by its shared link for whoever has it", async () => {
  const pdf = await browser.ask(`/plain/quotes/${quoteId}/quote.pdf`);
  expect([pdf.status, pdf.headers.get("content-type")]).toEqual([200, "application/pdf"]);
  expect((await textOfPdf(new Uint8Array(await pdf.arrayBuffer()))).flat()).toContain("2 × bracket <left>.stl");
  const bearer = { headers: { authorization: `Bearer ${browser.cookies.get("__Host-caliper-pages")}` } };
  const { fetch } = held.current;
  const ask = (path: string, init?: RequestInit) =>
    fetch.call(held.current, new URL(path, "http://edge.test").href, init);
  expect((await ask(`/api/v1/quotes/${quoteId}/pdf`, bearer)).headers.get("content-type")).toBe("application/pdf");
  expect((await ask(`/api/v1/quotes/${quoteId}/pdf`)).status).toBe(401);
  const shared = await ask(`/api/v1/quotes/${quoteId}/share`, { ...bearer, method: "POST" });
  const { url } = (await shared.json()) as { url: string };
  const page = await (await ask(url)).text();
  expect(page).toContain("bracket &lt;left&gt;.stl");
  expect(page).not.toContain("<form");
  const link = (/href="(\/files\/quotes\/[^"]+)"/.exec(page)?.[1] ?? "").replaceAll("&amp;", "&");
  expect((await ask(link)).headers.get("content-type")).toBe("application/pdf");
  expect((await ask(link.replace(/signature=./, "signature=_"))).status).toBeGreaterThanOrEqual(400);
});
