import { afterEach, beforeEach, expect, test } from "vitest";
import type { Problem } from "#contract/problem";
import type { DryRun } from "#contract/quoting";
import { defaultCatalogue } from "#quote/price/default-catalogue";
import { defaultPriceBook } from "#quote/price/default-price-book";
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

test("an estimate cannot be approved: only a slice's price is paid", async () => {
  const part = await shop.part();
  const { quote } = await shop.calculate(shop.asked(part.partId));
  const path = `/admin/quotes/${quote.quoteId}/review`;
  expect(await codeOf(await admin.api("PUT", path, { decision: "approved", note: "" }))).toEqual([
    409,
    "quote-not-payable",
  ]);
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
