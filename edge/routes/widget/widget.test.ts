import { beforeEach, expect, test } from "vitest";
import type { Problem } from "#contract/problem";
import type { PartView, QuoteAnswer } from "#contract/quoting";
import type { WidgetKeyView } from "#contract/widget";
import { randomToken } from "../../adapters/digest.ts";
import { openDb } from "../../db/client.ts";
import { findQuote } from "../../db/quotes.ts";
import { visitorLimits } from "../../domain/widget/limits.ts";
import { type Person, signIn } from "../../testing/people.ts";
import { PlainBrowser } from "../../testing/plain-browser.ts";
import { figuresOf, freshStl, PrintShop } from "../../testing/print-shop.ts";
import { sha256Of } from "../../testing/sha256.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
const site = "https://parts.example";
let shop: PrintShop;
let owner: Person;
beforeEach(async () => {
  shop = new PrintShop(held.current);
  owner = await signIn(held.current);
});

type Key = WidgetKeyView;
async function makeKey(origins: readonly string[] = [site]): Promise<Key> {
  const answer = await owner.api("POST", "/widget/keys", { name: "Our shop", origins });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return answer.json();
}

/** Somebody who has the page open. */
function visit({ key }: Pick<Key, "key">, origin: string | null = site, secret = `cv_${randomToken()}`) {
  const headers: Record<string, string> = { authorization: `Bearer ${key}`, "x-caliper-visitor": secret };
  if (origin !== null) headers.origin = origin;
  const api = (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
    held.current.fetch(`http://edge.test/api/v1${path}`, {
      ...{ method, headers: { ...headers, "content-type": "application/json", ...more } },
      ...(body === undefined ? {} : { body: body instanceof Uint8Array ? body : JSON.stringify(body) }),
    });
  return {
    api,
    async send(bytes = freshStl(), partId = crypto.randomUUID()): Promise<Response> {
      return api("POST", "/upload/stl", bytes, {
        ...{ "content-length": String(bytes.byteLength), "content-type": "application/octet-stream" },
        ...{ "x-part-id": partId, "x-content-sha256": await sha256Of(bytes), "x-file-name": "part.stl" },
      });
    },
  };
}
/** Until the slicer has answered for a fresh part. */
async function boundQuote(visitor: ReturnType<typeof visit>) {
  const part = (await (await visitor.send()).json()) as PartView;
  const asked = shop.asked(part.partId);
  await visitor.api("POST", "/quote/calculate", asked);
  const [run] = shop.runsOf(part);
  if (!run) throw new Error("nothing was sliced");
  await shop.end(run, { figures: figuresOf() });
  await held.current.deliverAll();
  const estimate = (await (await visitor.api("GET", `/quotes/${asked.quoteId}`)).json()) as QuoteAnswer;
  const { quote } = (await (await visitor.api("GET", `/quotes/${estimate.nextQuoteId}`)).json()) as QuoteAnswer;
  return { part, asked, quote };
}
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as Problem).code];
const preflight = (path: string, method: string, origin: string) =>
  held.current.fetch(`http://edge.test/api/v1${path}`, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": method, "access-control-request-headers": "authorization" },
  });

test("a visitor sends a part, gets an estimate and, when the slicer has answered, the binding price", async () => {
  const visitor = visit(await makeKey());
  const sent = await visitor.send();
  expect(sent.status).toBe(201);
  expect(sent.headers.get("access-control-allow-origin")).toBe(site);
  expect(sent.headers.get("access-control-allow-credentials")).toBeNull();
  expect(sent.headers.get("vary")).toMatch(/origin/i);
  const part = (await sent.json()) as PartView;
  const answer = await visitor.api("POST", "/quote/calculate", shop.asked(part.partId));
  const { quote } = (await answer.json()) as QuoteAnswer;
  expect(quote).toMatchObject({ source: "estimate", state: "slicing" });
  const [run] = shop.runsOf(part);
  if (!run) throw new Error("nothing was sliced");
  await shop.end(run, { figures: figuresOf() });
  await held.current.deliverAll();
  const estimate = (await (await visitor.api("GET", `/quotes/${quote.quoteId}`)).json()) as QuoteAnswer;
  const binding = await visitor.api("GET", `/quotes/${estimate.nextQuoteId}`);
  expect(await binding.json()).toMatchObject({ payable: true, quote: { source: "slice" } });
  expect((await visitor.api("POST", `/quotes/${estimate.nextQuoteId}/share`)).status).toBe(200);
});

test("the key alone, another visitor's secret or a guess opens nobody's part or quote", async () => {
  const key = await makeKey();
  const [ada, bob] = [visit(key), visit(key)];
  const partId = crypto.randomUUID();
  const bytes = freshStl();
  expect((await ada.send(bytes, partId)).status).toBe(201);
  const asked = shop.asked(partId);
  expect((await ada.api("POST", "/quote/calculate", asked)).status).toBe(200);
  for (const path of [`/parts/${partId}`, `/quotes/${asked.quoteId}`]) {
    expect((await ada.api("GET", path)).status, path).toBe(200);
    expect((await bob.api("GET", path)).status, path).toBe(404);
    expect((await visit(key, site, "cv_short").api("GET", path)).status, path).toBe(401);
    expect((await held.current.api("GET", path)).status, path).toBe(404);
  }
  expect(await codeOf(await bob.send(bytes, partId))).toEqual([409, "id-taken"]);
  expect(await codeOf(await bob.api("POST", "/quote/calculate", asked))).toEqual([409, "id-taken"]);
  expect(await codeOf(await bob.api("POST", "/quote/calculate", shop.asked(partId)))).toEqual([404, "not-found"]);
  const once = { "idempotency-key": "one" };
  const twice = shop.asked(partId);
  expect((await ada.api("POST", "/quote/calculate", twice, once)).status).toBe(200);
  expect((await bob.api("POST", "/quote/calculate", twice, once)).headers.get("idempotency-replayed")).toBeNull();
});

test("a visitor reads nothing of the owner's, and lists, orders, deletes and prints scans of nobody", async () => {
  const visitor = visit(await makeKey());
  const bytes = freshStl();
  const own = await held.current.fetch("http://edge.test/api/v1/upload/stl", {
    ...{ method: "POST", body: bytes },
    headers: {
      ...{ cookie: owner.cookie, origin: "http://edge.test", "content-length": String(bytes.byteLength) },
      ...{ "x-part-id": crypto.randomUUID(), "x-content-sha256": await sha256Of(bytes), "x-file-name": "own.stl" },
    },
  });
  const { partId } = (await own.json()) as PartView;
  expect((await visitor.api("GET", `/parts/${partId}`)).status).toBe(404);
  expect((await visitor.api("POST", "/quote/calculate", shop.asked(partId))).status).toBe(404);
  const closed: [string, string][] = [
    ...([
      ["GET", "/parts"],
      ["GET", "/quotes"],
      ["GET", "/orders"],
      ["GET", "/scans"],
      ["GET", "/widget/quotes"],
    ] as const),
    ...([
      ["GET", "/widget/keys"],
      ["DELETE", `/parts/${partId}`],
      ["POST", "/payment/create-order"],
    ] as const),
  ].map(([method, path]) => [method, path]);
  for (const [method, path] of closed) {
    const answer = await visitor.api(method, path, method === "POST" ? {} : undefined);
    expect([401, 403], `${method} ${path}`).toContain(answer.status);
    expect(answer.headers.get("access-control-allow-origin"), path).toBeNull();
  }
});

test("the owner sees what visitors were quoted in a list of its own, and can price their parts", async () => {
  const visitor = visit(await makeKey());
  const { partId } = (await (await visitor.send()).json()) as PartView;
  const asked = shop.asked(partId);
  await visitor.api("POST", "/quote/calculate", asked);
  const ids = async (path: string) =>
    ((await (await owner.api("GET", path)).json()) as { quotes: QuoteAnswer[] }).quotes.map(
      ({ quote }) => quote.quoteId,
    );
  expect(await ids("/widget/quotes")).toEqual([asked.quoteId]);
  expect(await ids("/quotes")).toEqual([]);
  expect(((await (await owner.api("GET", "/parts")).json()) as { parts: PartView[] }).parts).toEqual([]);
  expect((await owner.api("GET", `/quotes/${asked.quoteId}`)).status).toBe(200);
});

test("only pages of the key's origins may ask: scheme, host and port are compared whole", async () => {
  const key = await makeKey([site, "https://Shop.Example:8443/", "http://localhost:5000"]);
  expect(key.origins).toEqual(["http://localhost:5000", site, "https://shop.example:8443"]);
  for (const origin of key.origins) {
    const answer = await visit(key, origin).api("GET", "/materials/catalog");
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, origin]);
  }
  const others = ["http://parts.example", "https://parts.example:444", "https://a.parts.example", "null", null];
  for (const origin of [...others, "https://parts.example.evil.example", "https://shop.example", "*"]) {
    const answer = await visit(key, origin).send();
    expect([answer.status, answer.headers.get("access-control-allow-origin")], `${origin}`).toEqual([401, null]);
    const catalogue = await visit(key, origin).api("GET", "/materials/catalog");
    expect(catalogue.headers.get("access-control-allow-origin"), `${origin}`).toBeNull();
  }
});

test("a preflight names an allowed origin, method and headers, never another's, never credentials", async () => {
  const origin = `https://${crypto.randomUUID()}.example`;
  const { keyId } = await makeKey([origin]);
  const answer = await preflight("/quote/calculate", "POST", origin);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    ...{ "access-control-allow-origin": origin, "access-control-allow-methods": "POST", vary: "origin" },
    "access-control-allow-headers": expect.stringContaining("x-caliper-visitor"),
  });
  expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  const parts = await preflight(`/parts/${crypto.randomUUID()}`, "PUT", origin);
  expect(parts.headers.get("access-control-allow-methods")).toBe("PUT, GET, PATCH");
  const letIn = async (path: string, method: string, from = origin) =>
    (await preflight(path, method, from)).headers.has("access-control-allow-origin");
  expect(await letIn(`/parts/${crypto.randomUUID()}`, "DELETE")).toBe(false);
  expect(await letIn("/quotes", "GET")).toBe(false);
  expect(await letIn("/payment/create-order", "POST")).toBe(false);
  expect(await letIn("/quote/calculate", "POST", "https://elsewhere.example")).toBe(false);
  expect((await owner.api("DELETE", `/widget/keys/${keyId}`)).status).toBe(204);
  expect(await letIn("/quote/calculate", "POST")).toBe(false);
});

test("a revoked key, and an origin taken off a key, are refused from then on", async () => {
  const key = await makeKey([site, "https://old.example"]);
  const visitor = visit(key);
  expect((await visitor.send()).status).toBe(201);
  const patched = await owner.api("PATCH", `/widget/keys/${key.keyId}`, { origins: [site] });
  expect(await patched.json()).toMatchObject({ origins: [site], name: "Our shop" });
  expect((await visit(key, "https://old.example").send()).status).toBe(401);
  expect((await owner.api("DELETE", `/widget/keys/${key.keyId}`)).status).toBe(204);
  expect((await owner.api("DELETE", `/widget/keys/${key.keyId}`)).status).toBe(204);
  const refused = await visitor.send();
  expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, null]);
  const { keys } = (await (await owner.api("GET", "/widget/keys")).json()) as { keys: Key[] };
  expect(keys).toMatchObject([{ keyId: key.keyId, key: key.key, revokedAtMs: expect.any(Number) }]);
});

test("an origin that says more than an origin, or is not encrypted, is refused; keys of others are not there", async () => {
  for (const origin of [
    "https://a.example/shop",
    "http://a.example",
    "https://*.example",
    "ftp://a.example",
    "a.example",
  ]) {
    const answer = await owner.api("POST", "/widget/keys", { name: "x", origins: [origin] });
    expect(await codeOf(answer), origin).toEqual([400, "request-invalid"]);
  }
  const { keyId } = await makeKey();
  const other = await signIn(held.current);
  expect((await other.api("PATCH", `/widget/keys/${keyId}`, { name: "mine" })).status).toBe(404);
  expect((await other.api("DELETE", `/widget/keys/${keyId}`)).status).toBe(404);
});

test("a visitor leaves only so many parts, which do not take the owner's room, and they go after a month", async () => {
  const sha256 = "0".repeat(64);
  const key = await makeKey();
  const visitor = visit(key);
  const put = (who = visitor, partId = crypto.randomUUID(), bytes = 1_000) =>
    who.api("PUT", `/parts/${partId}`, { fileName: "a.stl", bytes, sha256 });
  for (let i = 0; i < visitorLimits.partsOfVisitor; i++) expect((await put()).status).toBe(200);
  expect(await codeOf(await put())).toEqual([409, "limit-reached"]);
  const { DB } = held.current.env;
  const next = visit(key);
  const partId = crypto.randomUUID();
  expect((await put(next, partId)).status).toBe(200);
  await DB.prepare("UPDATE parts SET bytes = ? WHERE part_id = ?").bind(visitorLimits.bytesOfOwner, partId).run();
  expect(await codeOf(await put(next))).toEqual([409, "limit-reached"]);

  expect(
    (await owner.api("PUT", `/parts/${crypto.randomUUID()}`, { fileName: "a.stl", bytes: 9, sha256 })).status,
  ).toBe(200);

  await DB.prepare("UPDATE parts SET bytes = 9 WHERE part_id = ?").bind(partId).run();
  const bytes = freshStl();
  const kept = (await (await next.send(bytes)).json()) as PartView;
  const asked = shop.asked(kept.partId);
  expect((await next.api("POST", "/quote/calculate", asked)).status).toBe(200);
  const here = async () => [
    (await next.api("GET", `/parts/${kept.partId}`)).status,
    (await next.api("GET", `/quotes/${asked.quoteId}`)).status,
    (await held.current.env.FILES.list({ prefix: `parts/${kept.partId}/` })).objects.length > 0,
  ];
  expect(await here()).toEqual([200, 200, true]);
  await DB.batch([
    DB.prepare("UPDATE parts SET created_at_ms = 1 WHERE part_id = ?").bind(kept.partId),
    DB.prepare("UPDATE quotes SET created_at_ms = 1, expires_at_ms = 2 WHERE quote_id = ?").bind(asked.quoteId),
  ]);
  await held.current.cron();
  expect(await here()).toEqual([404, 404, false]);
});

test("requests are counted by address and key, whatever secrets a visitor makes; the key's own count comes on top", async () => {
  delete (held.current.env as { REQUESTS_PER_MINUTE?: string }).REQUESTS_PER_MINUTE;
  const key = await makeKey();
  const path = `/parts/${crypto.randomUUID()}`;
  const ask = (from: string) => visit(key).api("GET", path, undefined, { "cf-connecting-ip": from });
  const answers = await Promise.all(Array.from({ length: 105 }, () => ask("192.0.2.1")));
  expect(answers.filter(({ status }) => status === 404)).toHaveLength(100);
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.headers.get("access-control-allow-origin")).toBe(site);
  expect((await ask("192.0.2.2")).status).toBe(404);
  const counter = held.current.env.CALLERS.get(held.current.env.CALLERS.idFromName(`widget:${key.keyId}`));
  const most = visitorLimits.requestsPerMinute;
  for (let left = 1; left > 0; ) left = (await counter.count(most, null)).remaining;
  expect(await codeOf(await ask("192.0.2.3"))).toEqual([429, "rate-limited"]);
});

test("a visitor orders by the quote's page: it becomes their own, at the same price, and the website's stays", async () => {
  const visitor = visit(await makeKey());
  const { part, asked, quote } = await boundQuote(visitor);
  const shared = (await (await visitor.api("POST", `/quotes/${quote.quoteId}/share`)).json()) as { url: string };
  const path = shared.url.replace(held.current.env.PUBLIC_ORIGIN, "");
  const page = await held.current.fetch(`http://edge.test${path}`);
  const take = /href="(\/plain\/take\/[^"]+)"/.exec(await page.text())?.[1]?.replaceAll("&amp;", "&") ?? "";
  const browser = new PlainBrowser(held.current);
  await browser.open(take);
  expect(browser.html).toContain("Go on to the order");
  const action = /action="(\/plain\/take[^"]+)"/.exec(browser.html)?.[1] ?? "";
  const body = new URLSearchParams({ token: browser.token }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded", "content-length": String(body.length) };
  const sendForm = () => browser.open(action.replaceAll("&amp;", "&"), { method: "POST", body, headers });
  await sendForm();
  expect(browser.path).toMatch(/^\/plain\/quotes\/[0-9a-f-]{36}\/order$/);
  const takenId = browser.path.split("/")[3] ?? "";
  const taken = await findQuote(openDb(held.current.env.DB), takenId);
  expect(taken).toMatchObject({ visitorId: null, price: quote.price, expiresAtMs: quote.expiresMs, source: "slice" });
  expect(taken?.ownerId).not.toBe((await findQuote(openDb(held.current.env.DB), quote.quoteId))?.ownerId);
  const copy = taken?.asked.lines[0]?.partId ?? "";
  expect(copy).not.toBe(asked.lines[0]?.partId);
  const stored = async (id: string) => (await held.current.env.FILES.get(`parts/${id}/geometry.stl`))?.text();
  expect(await stored(copy)).toBe(await stored(part.partId));
  await sendForm();
  expect(browser.path, "twice is once").toContain(takenId);

  // The link is for that quote alone, and what the owner made is nobody's to take.
  const forged = take.replace(quote.quoteId, crypto.randomUUID());
  expect((await browser.ask(forged)).status).toBe(403);
  const foreign = await new PlainBrowser(held.current).ask(action.replaceAll("&amp;", "&"), {
    method: "POST",
    body,
    headers,
  });
  expect(foreign.status).toBeGreaterThanOrEqual(400);
});
