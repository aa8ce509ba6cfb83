import { desc, eq, sql } from "drizzle-orm";
import * as v from "valibot";
import { type Catalogue, catalogueSchema } from "#contract/material-catalogue";
import type { PriceBook } from "#contract/price-book";
import type { Shop } from "#quote/choice/choice";
import { defaultCatalogue } from "#quote/price/default-catalogue";
import { defaultPriceBook } from "#quote/price/default-price-book";
import { auditSql } from "./admin/audit.ts";
import { saveSetting } from "./admin/settings.ts";
import { ask, type Question, question, runAndAsk, runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { priceBooks, settings } from "./schema.ts";

export type PriceBookRow = typeof priceBooks.$inferSelect;
const catalogueName = "print-catalogue";

/** What is asked of the database for what is sold now, and for its prices; `shopOf` makes the shop of the answers. */
export const shopQuestions = () => [catalogueQuestion({}), liveBookQuestion({})] as const;

const catalogueQuestion = question((db) =>
  db
    .select({ text: sql<string>`${settings.value}` })
    .from(settings)
    .where(eq(settings.name, catalogueName)),
);
const liveBookQuestion = question((db) =>
  db
    .select()
    .from(priceBooks)
    .where(sql`${priceBooks.liveAtMs} IS NOT NULL`)
    .orderBy(desc(priceBooks.liveAtMs), desc(priceBooks.version))
    .limit(1),
);

type ShopAnswers = readonly [readonly { readonly text: string }[], readonly PriceBookRow[]];

export const shopOf = ([catalogues, books]: ShopAnswers): Shop => ({
  catalogue: catalogueIn(catalogues[0]?.text),
  book: books[0]?.book ?? defaultPriceBook,
});

/** The catalogue read last: it is asked for with every price, and checked when it has changed. */
let read: { readonly text: string; readonly catalogue: Catalogue } | null = null;

function catalogueIn(text: string | undefined): Catalogue {
  if (text === undefined) return defaultCatalogue;
  if (read?.text !== text) {
    const parsed = v.safeParse(catalogueSchema, JSON.parse(text));
    read = { text, catalogue: parsed.success ? parsed.output : defaultCatalogue };
  }
  return read.catalogue;
}

/** The one that went live last; the code's own until one has. */
export async function livePriceBook(db: Db): Promise<PriceBook> {
  const [row] = await ask(db, liveBookQuestion({}));
  return row?.book ?? defaultPriceBook;
}

const byVersion = question((db) =>
  db
    .select()
    .from(priceBooks)
    .where(eq(priceBooks.version, sql.placeholder("version"))),
);
export const priceBookQuestion = (version: number): Question<PriceBookRow> => byVersion({ version });

export async function findPriceBook(db: Db, version: number): Promise<PriceBookRow | undefined> {
  return priceBookOf(await ask(db, priceBookQuestion(version)), version);
}

/** Of the answer to that question: the first version is the code's own. */
export function priceBookOf([row]: readonly PriceBookRow[], version: number): PriceBookRow | undefined {
  if (row || version !== defaultPriceBook.version) return row;
  return { version, book: defaultPriceBook, note: "", createdAtMs: 0, dryRunAtMs: 0, liveAtMs: 0 };
}

export const listPriceBooks = (db: Db, limit: number): Promise<PriceBookRow[]> =>
  db.select().from(priceBooks).orderBy(desc(priceBooks.version)).limit(limit);

/** A draft with the next version; version 1 is the code's own. Null: somebody took that number at the same moment. */
export async function insertPriceBook(
  db: Db,
  book: Omit<PriceBook, "version">,
  note: string,
  by: string,
  nowMs: number,
): Promise<PriceBookRow | null> {
  const newest = (await listPriceBooks(db, 1))[0]?.version ?? defaultPriceBook.version;
  const version = newest + 1;
  const whole: PriceBook = { ...book, version };
  const free = sql`NOT EXISTS (SELECT 1 FROM price_books WHERE version = ${version})`;
  const audited = { accountId: by, action: "draft-price-book", subject: `price-book ${version}`, detail: { note } };
  const [, made] = await runBatch(db, [
    auditSql(audited, free, nowMs),
    sql`INSERT INTO price_books (version, book, note, created_at_ms)
      SELECT ${version}, ${JSON.stringify(whole)}, ${note}, ${nowMs} WHERE ${free}`,
  ]);
  return made === 1 ? ((await findPriceBook(db, version)) ?? null) : null;
}

export async function noteDryRun(db: Db, version: number, nowMs: number): Promise<void> {
  await db.update(priceBooks).set({ dryRunAtMs: nowMs }).where(eq(priceBooks.version, version));
}

/** False: there is no such draft, or it was not tried out. Twice is once more live: so one goes back to an earlier book. */
export async function goLive(db: Db, version: number, by: string, nowMs: number): Promise<boolean> {
  const tried = sql`EXISTS (SELECT 1 FROM price_books WHERE version = ${version} AND dry_run_at_ms IS NOT NULL)`;
  const before = (await livePriceBook(db)).version;
  const detail = { from: before, to: version };
  const [, changed] = await runBatch(db, [
    auditSql({ accountId: by, action: "price-book-live", subject: `price-book ${version}`, detail }, tried, nowMs),
    // Always later than the one before, whatever the clocks say.
    sql`UPDATE price_books SET live_at_ms = max(${nowMs}, (SELECT coalesce(max(live_at_ms), 0) + 1 FROM price_books))
      WHERE version = ${version} AND ${tried}`,
  ]);
  return changed === 1;
}

export async function readCatalogue(db: Db): Promise<Catalogue> {
  const [row] = await ask(db, catalogueQuestion({}));
  return catalogueIn(row?.text);
}

/** What is sold now, and what it costs. */
export const readShop = async (db: Db): Promise<Shop> => shopOf(await runAndAsk(db, [], shopQuestions()));

export async function saveCatalogue(
  db: Db,
  draft: Omit<Catalogue, "version">,
  by: string,
  nowMs: number,
): Promise<Catalogue> {
  const next = { ...draft, version: (await readCatalogue(db)).version + 1 };
  await saveSetting(db, catalogueName, next, by, nowMs);
  return next;
}
