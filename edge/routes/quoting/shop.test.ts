import { afterEach, beforeEach, expect, test } from "vitest";
import type { Problem } from "#contract/problem";
import type { DryRun, QuoteAnswer } from "#contract/quoting";
import { defaultCatalogue } from "#quote/price/default-catalogue";
import { defaultPriceBook } from "#quote/price/default-price-book";
import { openDb } from "../../db/client.ts";
import { findQuote } from "../../db/quotes.ts";
import { payableQuote } from "../../flows/quoting/payable-quote.ts";
import { type Person, signIn } from "../../testing/people.ts";
import { choice, figuresOf, PrintShop } from "../../testing/print-shop.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
let shop: PrintShop;
let admin: Person;
beforeEach(async () => {
  shop = new PrintShop(held.current);
  admin = await signIn(held.current);
  const { DB } = held.current.env;
  await DB.batch([
    // Books and quotes of other tests would be live here, or tried out.
    ...["price_books", "slices", "quote_slices", "quote_reviews", "quotes"].map((t) => DB.prepare(`DELETE FROM ${t}`)),
    DB.prepare("DELETE FROM settings WHERE name = 'print-catalogue'"),
    DB.prepare("UPDATE accounts SET is_admin = 1 WHERE account_id = ?").bind(admin.accountId),
  ]);
});
// What is live here must not hold for the next file's tests.
afterEach(async () => {
  const { DB } = held.current.env;
  await DB.batch([
    DB.prepare("DELETE FROM price_books"),
    DB.prepare("DELETE FROM settings WHERE name = 'print-catalogue'"),
  ]);
});
const codeOf = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as Problem).code,
];
const auditOf = async (action: string) =>
  (
    await held.current.env.DB.prepare("SELECT subject FROM audit_log WHERE account_id = ? AND action = ?")
      .bind(admin.accountId, action)
      .all<{ subject: string }>()
  ).results.map(({ subject }) => subject);

/** A binding quote of so many pieces. */
async function binding(quantity: number) {
  const part = await shop.part();
  const asked = shop.asked(part.partId, {}, { ...choice, quantity });
  await shop.calculate(asked);
  const [run] = shop.runsOf(part);
  if (!run) throw new Error("the slicer was not asked");
  await shop.end(run, { figures: figuresOf() });
  return shop.newest(asked.quoteId);
}

const { version: _, ...bookDraft } = defaultPriceBook;
const dearer = { book: { ...bookDraft, setupMinorPerLine: 1_150 }, note: "setup up" };

test("a price book is tried out against recent quotes before it goes live; quotes given before keep theirs", async () => {
  const { quote } = await binding(5);
  const drafted = await admin.api("POST", "/admin/price-books", dearer);
  expect([drafted.status, await drafted.json()]).toMatchObject([
    201,
    { version: 2, liveAtMs: null, book: { version: 2 } },
  ]);
  expect(await codeOf(await admin.api("POST", "/admin/price-books/2/live"))).toEqual([409, "dry-run-needed"]);
  expect(await (await shop.system.api("GET", "/materials/prices")).json()).toEqual(defaultPriceBook);

  const tried = (await (await admin.api("POST", "/admin/price-books/2/dry-run")).json()) as DryRun;
  // 10.00 of setup × margin, and a fifth of tax.
  expect(tried).toMatchObject({ version: 2, missing: 0, beforeMinor: quote.price.totalMinor });
  expect(tried.afterMinor - tried.beforeMinor).toBe(1_620);
  expect(await (await admin.api("POST", "/admin/price-books/2/live")).json()).toMatchObject({ live: 2 });

  expect((await shop.quote(quote.quoteId)).quote.price).toEqual(quote.price);
  const anew = await shop.system.api("POST", `/quotes/${quote.quoteId}/requote`, { quoteId: crypto.randomUUID() });
  expect(await anew.json()).toMatchObject({
    quote: { price: { totalMinor: quote.price.totalMinor + 1_620 }, versions: { priceBook: 2 } },
  });
  expect([await auditOf("draft-price-book"), await auditOf("price-book-live")]).toEqual([
    ["price-book 2"],
    ["price-book 2"],
  ]);
});

test("a book without a price that quotes need says which; one of bad form is refused", async () => {
  await binding(1);
  const { pla: __, ...materials } = defaultPriceBook.materials;
  await admin.api("POST", "/admin/price-books", { book: { ...bookDraft, materials }, note: "" });
  const tried = (await (await admin.api("POST", "/admin/price-books/2/dry-run")).json()) as DryRun;
  expect(tried).toMatchObject({ missing: 1, quotes: [{ afterMinor: null, missing: "material pla" }] });
  const bad = { book: { ...bookDraft, marginBp: 1.5 }, note: "" };
  expect(await codeOf(await admin.api("POST", "/admin/price-books", bad))).toEqual([400, "request-invalid"]);
  expect(await codeOf(await admin.api("GET", "/admin/price-books/9"))).toEqual([404, "not-found"]);
});

test("above the book's threshold a binding quote waits for the shop, whose word decides whether it is paid", async () => {
  const { quote, payable } = await binding(250);
  expect([quote.state, quote.source, payable]).toEqual(["review", "slice", false]);
  expect(quote.price.review).toContain("quantity");
  const waiting = async () =>
    (
      (await (await admin.api("GET", "/admin/quotes/reviews")).json()) as { quotes: { quote: { quoteId: string } }[] }
    ).quotes.map((q) => q.quote.quoteId);
  expect(await waiting()).toEqual([quote.quoteId]);
  const path = `/admin/quotes/${quote.quoteId}/review`;
  const approved = await admin.api("PUT", path, { decision: "approved", note: "two weeks" });
  expect(await approved.json()).toMatchObject({
    payable: true,
    quote: { state: "open" },
    decision: { note: "two weeks" },
  });
  expect(await waiting()).toEqual([]);
  const refused = await admin.api("PUT", path, { decision: "refused", note: "no room" });
  expect(await refused.json()).toMatchObject({
    payable: false,
    quote: { state: "review" },
    decision: { decision: "refused" },
  });
  expect([await auditOf("quote-approved"), await auditOf("quote-refused")]).toEqual([[quote.quoteId], [quote.quoteId]]);
});

/** What is left of a quote whose part could not be sliced, of so many pieces. */
async function unsliced(quantity = 3) {
  const part = await shop.part();
  const { quote } = await shop.calculate(shop.asked(part.partId, {}, { ...choice, quantity }));
  const [run] = shop.runsOf(part);
  if (!run) throw new Error("the slicer was not asked");
  const failure = { code: "slice-failed", detail: "no layers", retryable: false } as const;
  await shop.end(run, { failure });
  return shop.newest(quote.quoteId);
}
const putReview = (quoteId: string, body: object) => admin.api("PUT", `/admin/quotes/${quoteId}/review`, body);

test("what could not be sliced is paid at the shop's own price, as a quote of its own with shipping and tax", async () => {
  const { quote: estimate } = await unsliced();
  const priced = await putReview(estimate.quoteId, { decision: "approved", note: "by hand", goodsMinor: 4_321 });
  const answer = (await priced.json()) as QuoteAnswer;
  expect(answer).toMatchObject({
    ...{ payable: true, totalRangeMinor: null, decision: { decision: "approved", note: "by hand" } },
    quote: { source: "shop", state: "open", price: { goodsMinor: 4_321, review: [] } },
  });
  const { price, lines, quoteId } = answer.quote;
  expect(lines).toMatchObject([
    {
      source: "shop",
      rangeMinor: null,
      price: { breakdown: [{ term: "shop-price", minor: 4_321 }], perPieceMinor: 1_440 },
    },
  ]);
  const of = (term: string) => price.breakdown.find((entry) => entry.term === term)?.minor ?? 0;
  expect(of("tax")).toBe(Math.round((4_321 + of("shipping")) / 5));
  expect(price.totalMinor).toBe(4_321 + of("shipping") + of("tax"));

  expect(await shop.quote(estimate.quoteId), "the estimate stays what it was").toMatchObject({
    ...{ payable: false, nextQuoteId: quoteId, quote: { source: "estimate", price: estimate.price } },
  });
  const reviews = await (await admin.api("GET", "/admin/quotes/reviews")).json();
  expect(reviews).toEqual({ quotes: [] });
  expect(await auditOf("quote-priced")).toEqual([estimate.quoteId]);

  const db = openDb(held.current.env.DB);
  const owner = (await findQuote(db, quoteId))?.ownerId ?? "";
  expect(await payableQuote(db, owner, quoteId, Date.now())).toMatchObject({ ok: true });
  expect(await payableQuote(db, owner, quoteId, answer.quote.expiresMs)).toMatchObject({ code: "quote-not-payable" });
  const again = await putReview(estimate.quoteId, { decision: "approved", note: "", goodsMinor: 1 });
  expect(await codeOf(again)).toEqual([409, "quote-not-payable"]);
  const back = await putReview(quoteId, { decision: "refused", note: "no room" });
  expect(await back.json()).toMatchObject({ payable: false, quote: { source: "shop" } });
});

test("an estimate is approved by a price alone, once the slicer has ended with it, and before it expires", async () => {
  const part = await shop.part();
  const { quote } = await shop.calculate(shop.asked(part.partId));
  const price = { decision: "approved", note: "", goodsMinor: 900 };
  expect(await codeOf(await putReview(quote.quoteId, price))).toEqual([409, "quote-not-payable"]);
  const { quote: estimate } = await unsliced();
  const yes = { decision: "approved", note: "" };
  expect(await codeOf(await putReview(estimate.quoteId, yes))).toEqual([409, "quote-not-payable"]);
  for (const goodsMinor of [0, -1, 1.5, 1e9]) {
    expect(await codeOf(await putReview(estimate.quoteId, { ...yes, goodsMinor }))).toEqual([400, "request-invalid"]);
  }
  const { quote: sliced } = await binding(2);
  expect(await codeOf(await putReview(sliced.quoteId, price))).toEqual([400, "request-invalid"]);
  const { DB } = held.current.env;
  await DB.prepare("UPDATE quotes SET expires_at_ms = 1 WHERE quote_id = ?").bind(estimate.quoteId).run();
  expect(await codeOf(await putReview(estimate.quoteId, price))).toEqual([409, "quote-not-payable"]);
});

test("two prices at the same moment: one of them holds", async () => {
  const { quote } = await unsliced();
  const answers = await Promise.all(
    [1_000, 2_000].map((goodsMinor) => putReview(quote.quoteId, { decision: "approved", note: "", goodsMinor })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  expect(await auditOf("quote-priced")).toEqual([quote.quoteId]);
});

test("materials are the shop's own: what is used up or switched off is not sold", async () => {
  const { version: ___, ...draft } = defaultCatalogue;
  const [pla, ...others] = draft.materials;
  if (!pla) throw new Error("no material");
  const colours = pla.colours.map((colour) => (colour.id === "black" ? { ...colour, stockG: 0 } : colour));
  const put = await admin.api("PUT", "/admin/catalog", { ...draft, materials: [{ ...pla, colours }, ...others] });
  expect(await put.json()).toMatchObject({ version: 2 });
  const part = await shop.part();
  const ask = (colour: string) =>
    shop.system.api("POST", "/quote/calculate", shop.asked(part.partId, {}, { ...choice, colour }));
  expect(await codeOf(await ask("black"))).toEqual([409, "out-of-stock"]);
  expect((await ask("white")).status).toBe(200);
  const catalogue = await shop.system.fetch("http://edge.test/api/v1/materials/catalog");
  expect(await catalogue.json()).toMatchObject({
    version: 2,
    materials: [{ id: "pla", colours: [{ stockG: 0 }, {}, {}, {}, {}] }, {}, {}, {}, {}],
  });
});
