import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeEach, expect, test, vi } from "vitest";
import type { Problem } from "#contract/problem";
import type { QuoteEvent } from "#contract/quoting";
import { defaultPriceBook } from "#quote/price/default-price-book";
import { priceOrder } from "#quote/price/order-price";
import { quoteRoomOf } from "../../adapters/quote-room.ts";
import { openDb } from "../../db/client.ts";
import { choice, figuresOf, PrintShop } from "../../testing/print-shop.ts";
import { sha256Of } from "../../testing/sha256.ts";
import { useSystem } from "../../testing/use-system.ts";
import { payableQuote } from "./payable-quote.ts";

const held = useSystem();
let shop: PrintShop;
beforeEach(async () => {
  shop = new PrintShop(held.current);
  // Other files' slices would be sent, and count against what may be under way.
  await held.current.env.DB.batch(
    ["slices", "quote_slices"].map((t) => held.current.env.DB.prepare(`DELETE FROM ${t}`)),
  );
});
const codeOf = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as Problem).code,
];
const wantedOf = (part: Parameters<PrintShop["runsOf"]>[0], infillPercent = 20, layerHeightUm = 200) => {
  const run = shop
    .runsOf(part)
    .find(
      ({ input: { settings } }) => settings.infillPercent === infillPercent && settings.layerHeightUm === layerHeightUm,
    );
  if (!run) throw new Error("the slicer was not asked");
  return run;
};

test("a price is there at once as an estimate, and binding once the slicer has answered, exactly as the book says", async () => {
  const part = await shop.part();
  const estimate = await shop.calculate(shop.asked(part.partId, {}, { ...choice, quantity: 20 }));
  expect(estimate).toMatchObject({
    payable: false,
    nextQuoteId: null,
    quote: { source: "estimate", state: "slicing" },
  });
  const { low, high } = estimate.totalRangeMinor ?? { low: 0, high: 0 };
  expect(low).toBeLessThan(estimate.quote.price.totalMinor);
  expect(high).toBeGreaterThan(estimate.quote.price.totalMinor);

  expect((await shop.end(wantedOf(part), { figures: figuresOf() })).status).toBe(200);
  const binding = await shop.newest(estimate.quote.quoteId);
  const priced = priceOrder(defaultPriceBook, {
    lines: [{ material: "pla", machine: "prusa-mk3s", finish: "none", quantity: 20, figures: figuresOf() }],
    ...{ leadTime: "standard", shipping: "tracked", country: "GB", source: "slice" },
  });
  expect(binding.quote.price).toEqual(priced);
  expect(binding).toMatchObject({
    ...{ payable: true, totalRangeMinor: null, revision: 1 },
    quote: { source: "slice", state: "open", versions: { priceBook: 1, slicer: "PrusaSlicer-2.5.0" } },
  });
  expect(await shop.quote(estimate.quote.quoteId), "the estimate stays what it was").toMatchObject({
    ...{ quote: { price: estimate.quote.price, source: "estimate" }, payable: false },
  });
});

test("what was sliced once is binding at once, for others too; the same quoteId gives the same quote", async () => {
  const part = await shop.part();
  const asked = shop.asked(part.partId);
  await shop.calculate(asked);
  await shop.end(wantedOf(part), { figures: figuresOf() });
  const second = shop.asked(part.partId, {}, { ...choice, quantity: 3 });
  expect(await shop.calculate(second)).toMatchObject({ payable: true, quote: { source: "slice", state: "open" } });
  const again = await shop.calculate(second);
  expect(again.quote.createdMs).toBe((await shop.quote(second.quoteId)).quote.createdMs);
  const other = { ...second, revision: 9 };
  expect(await codeOf(await held.current.api("POST", "/quote/calculate", other))).toEqual([409, "id-taken"]);
  const runs = shop
    .runsOf(part)
    .filter(({ input }) => input.settings.infillPercent === 20 && input.settings.layerHeightUm === 200);
  expect(runs, "sliced once").toHaveLength(1);
});

test("neighbouring settings are sliced ahead, so that the next change is binding at once", async () => {
  const part = await shop.part();
  await shop.calculate(shop.asked(part.partId));
  await shop.end(wantedOf(part, 25), { figures: figuresOf(11_000) });
  const more = { ...choice, settings: { ...choice.settings, infillPercent: 25 } };
  expect(await shop.calculate(shop.asked(part.partId, {}, more))).toMatchObject({ payable: true });
});

test("where a slice ends the next goes out at once, whoever waits for it", async () => {
  held.current.env.SLICES_AT_ONCE = "1";
  const [first, second] = [await shop.part(), await shop.part()];
  await shop.calculate(shop.asked(first.partId));
  await shop.calculate(shop.asked(second.partId));
  expect(shop.runsOf(second)).toEqual([]);
  await shop.end(wantedOf(first), { figures: figuresOf() });
  expect(shop.runsOf(second)).toHaveLength(1);
});

test("a slice is found among very many of the same part", async () => {
  const part = await shop.part();
  const asked = shop.asked(part.partId);
  await shop.calculate(asked);
  await shop.end(wantedOf(part), { figures: figuresOf() });
  await held.current.env.DB.prepare(
    `INSERT INTO slices (slice_id, geometry_sha256, settings, print, priority, state, attempt, due_at_ms, since_ms,
       figures, created_at_ms)
     SELECT slice_id || value, geometry_sha256, json_set(settings, '$.infillPercent', 90), print, 1, 'done', 1, 0, 0,
       figures, created_at_ms + 1 + value
     FROM slices, json_each(?1) WHERE geometry_sha256 = ?2 AND state = 'done'`,
  )
    .bind(JSON.stringify(Array.from({ length: 70 }, (_, i) => i)), part.geometrySha256)
    .run();
  expect(await shop.calculate(shop.asked(part.partId))).toMatchObject({ payable: true, quote: { source: "slice" } });
});

test("a part that cannot be sliced keeps an estimate that is never paid, and waits for the shop", async () => {
  const part = await shop.part();
  const { quote } = await shop.calculate(shop.asked(part.partId));
  const failure = { code: "slice-failed", detail: "no layers", retryable: false } as const;
  await shop.end(wantedOf(part), { failure });
  const fallback = await shop.newest(quote.quoteId);
  expect(fallback.quote).toMatchObject({ source: "estimate", state: "review", price: { review: ["estimate"] } });
  expect([fallback.payable, fallback.totalRangeMinor === null]).toEqual([false, false]);
  expect(fallback.quote.quoteId).not.toBe(quote.quoteId);
});

test("a lost run is sliced again; a run that RunPod has forgotten is found by its manifest", async () => {
  const system = held.current;
  const part = await shop.part();
  const { quote } = await shop.calculate(shop.asked(part.partId));
  const first = wantedOf(part);
  system.runpod.set(first.id, { status: "FAILED" });
  await system.fetch(first.webhook, { method: "POST", body: "{}" });
  await system.cronAt(Date.now() + 5_000);
  const second = shop.runsOf(part).find(({ input }) => input.sliceId === first.input.sliceId && input.attempt === 2);
  if (!second) throw new Error("it was not sent again");
  system.runpod.forget(second.id);
  const body = JSON.stringify(shop.output(second.input, { figures: figuresOf() }));
  const bytes = Uint8Array.from(new TextEncoder().encode(body));
  const put = await system.fetch(second.input.results["slice.json"], {
    ...{ method: "PUT", body: bytes },
    headers: { "x-content-sha256": await sha256Of(bytes), "content-length": String(bytes.byteLength) },
  });
  expect(put.status).toBe(201);
  expect(await shop.newest(quote.quoteId)).toMatchObject({ payable: true });
});

test("a forged callback changes nothing, and the geometry is reached by its link alone", async () => {
  const system = held.current;
  const part = await shop.part();
  const { quote } = await shop.calculate(shop.asked(part.partId));
  const run = wantedOf(part);
  system.runpod.set(run.id, { status: "COMPLETED", output: shop.output(run.input, { figures: figuresOf() }) });
  const forged = run.webhook.replace(/[^/]+$/, "x".repeat(43));
  expect((await system.fetch(forged, { method: "POST", body: "{}" })).status).toBe(401);
  expect((await shop.quote(quote.quoteId)).nextQuoteId).toBeNull();
  const geometry = await system.fetch(run.input.geometry.url);
  expect((await geometry.arrayBuffer()).byteLength).toBe(run.input.geometry.bytes);
  expect((await system.fetch(run.input.geometry.url.replace(/signature=.*/, "signature=x"))).status).toBe(403);
});

test("the room tells the estimate and then the binding price; a stale answer is not told", async () => {
  const system = held.current;
  const part = await shop.part();
  const asked = shop.asked(part.partId, { revision: 5 });
  const { liveUrl, quote } = await shop.calculate(asked);
  const answer = await system.fetch(liveUrl.replace(/^ws/, "http"), { headers: { upgrade: "websocket" } });
  const socket = answer.webSocket;
  if (!socket) throw new Error(`live: ${answer.status}`);
  const heard: QuoteEvent[] = [];
  socket.addEventListener("message", ({ data }) => {
    heard.push(JSON.parse(String(data)) as QuoteEvent);
  });
  socket.accept();
  await vi.waitFor(() => expect(heard.map((e) => e.answer.quote.quoteId)).toEqual([quote.quoteId]), { timeout: 5000 });
  const later = shop.asked(
    part.partId,
    { roomId: asked.roomId, revision: 6 },
    { ...choice, settings: { ...choice.settings, infillPercent: 80 } },
  );
  await shop.calculate(later);
  await vi.waitFor(() => expect(heard.map((e) => e.revision)).toEqual([5, 6]), { timeout: 5000 });
  await shop.end(wantedOf(part, 20), { figures: figuresOf() });
  await shop.end(wantedOf(part, 80), { figures: figuresOf(30_000) });
  await vi.waitFor(() => expect(heard).toHaveLength(3), { timeout: 5000 });
  expect(heard.map((e) => [e.revision, e.answer.quote.source])).toEqual([
    [5, "estimate"],
    [6, "estimate"],
    [6, "slice"],
  ]);
  expect((await system.fetch(liveUrl.replace(/^ws/, "http").replace(/signature=.*/, "signature=x"))).status).toBe(403);
});

test("no callback, no cron: the room's alarm finds the answer", async () => {
  const system = held.current;
  const part = await shop.part();
  const { quote, liveUrl } = await shop.calculate(shop.asked(part.partId));
  const run = wantedOf(part);
  system.runpod.set(run.id, { status: "COMPLETED", output: shop.output(run.input, { figures: figuresOf() }) });
  const channelId = /live\/([^?]+)/.exec(liveUrl)?.[1] ?? "";
  const room = quoteRoomOf(system.env, channelId);
  // The object has the bindings of the configuration, in which there is no slicer.
  await runInDurableObject(room, (object) => {
    const inner = object as unknown as { env: object };
    inner.env = { ...inner.env, SLICER_BASE: system.env.SLICER_BASE };
  });
  expect(await runDurableObjectAlarm(room)).toBe(true);
  expect(await shop.newest(quote.quoteId)).toMatchObject({ payable: true });
});

test("without a slicer every price is an estimate, and none can be paid", async () => {
  const { SLICER_BASE: _, ...env } = held.current.env;
  held.current.env = env as typeof held.current.env;
  const part = await shop.part();
  const answer = await shop.calculate(shop.asked(part.partId));
  expect(answer).toMatchObject({ payable: false, quote: { state: "estimating", source: "estimate" } });
  expect(shop.runsOf(part)).toEqual([]);
});

test("an expired quote is quoted again in one request; only its owner sees it, and a link shows it as a page", async () => {
  const system = held.current;
  const part = await shop.part();
  const asked = shop.asked(part.partId);
  await shop.calculate(asked);
  await shop.end(wantedOf(part), { figures: figuresOf() });
  const { quote } = await shop.newest(asked.quoteId);
  const { ownerId } = (await system.env.DB.prepare("SELECT owner_id AS ownerId FROM quotes WHERE quote_id = ?")
    .bind(quote.quoteId)
    .first<{ ownerId: string }>()) ?? { ownerId: "" };
  const db = openDb(system.env.DB);
  expect(await payableQuote(db, ownerId, quote.quoteId, Date.now())).toMatchObject({ ok: true });
  expect(await payableQuote(db, ownerId, quote.quoteId, quote.expiresMs)).toEqual({
    ok: false,
    code: "quote-not-payable",
  });
  expect(await payableQuote(db, "somebody", quote.quoteId, Date.now())).toEqual({ ok: false, code: "not-found" });

  await system.env.DB.prepare("UPDATE quotes SET expires_at_ms = 1 WHERE quote_id = ?").bind(quote.quoteId).run();
  expect(await shop.quote(quote.quoteId)).toMatchObject({ payable: false, quote: { state: "expired" } });
  const anew = await system.api("POST", `/quotes/${quote.quoteId}/requote`, { quoteId: crypto.randomUUID() });
  expect(await anew.json()).toMatchObject({ payable: true, quote: { state: "open", source: "slice" } });

  const shared = (await (await system.api("POST", `/quotes/${quote.quoteId}/share`)).json()) as { url: string };
  const page = await system.fetch(shared.url);
  const text = await page.text();
  expect([page.status, text.includes("£"), text.includes("part.stl × 1"), text.includes("Expired")]).toEqual([
    200,
    true,
    true,
    true,
  ]);
  expect((await system.fetch(shared.url.replace(/expires=\d+/, "expires=9999999999"))).status).toBe(403);
  const list = (await (await system.api("GET", "/quotes")).json()) as { quotes: { quote: { quoteId: string } }[] };
  expect(list.quotes, "estimates whose place was taken are not listed").toHaveLength(2);
  system.token = `${system.token.slice(0, -1)}${system.token.endsWith("A") ? "B" : "A"}`;
  expect((await system.api("GET", `/quotes/${quote.quoteId}`)).status).toBe(404);
});

test("what the shop does not print, or has no price for, is refused by name", async () => {
  const part = await shop.part();
  const ask = (chosen: typeof choice, more = {}) =>
    held.current.api("POST", "/quote/calculate", shop.asked(part.partId, more, chosen));
  const settings = { ...choice.settings, material: "gold" };
  expect(await codeOf(await ask({ ...choice, settings }))).toEqual([422, "choice-unfit"]);
  expect(await codeOf(await ask({ ...choice, colour: "pink" }))).toEqual([422, "choice-unfit"]);
  expect(await codeOf(await ask({ ...choice, finish: "gilded" }))).toEqual([409, "price-term-missing"]);
  expect(await codeOf(await ask(choice, { country: "DE" }))).toEqual([409, "price-term-missing"]);
  expect(await codeOf(await ask({ ...choice, quantity: -1 }))).toEqual([400, "request-invalid"]);
  const nobodys = shop.asked(crypto.randomUUID());
  expect(await codeOf(await held.current.api("POST", "/quote/calculate", nobodys))).toEqual([404, "not-found"]);
});
