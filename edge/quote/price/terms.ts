import type { PriceBook, QuantityBreak } from "#contract/price-book";
import type { LeadTime } from "#contract/print-settings";

/** What one line's price depends on, apart from the book. */
export interface PricedLine {
  material: string;
  machine: string;
  finish: string;
  quantity: number;
  figures: { materialMg: number; supportMg: number; seconds: number };
}

/** A name that the book does not price: the caller answers `price-term-missing`. */
export class TermMissing extends Error {
  readonly term: string;
  constructor(term: string) {
    super(`the price book has no ${term}`);
    this.term = term;
  }
}

function named<T>(what: string, terms: Record<string, T>, name: string): T {
  const found = Object.hasOwn(terms, name) ? terms[name] : undefined;
  if (found === undefined) throw new TermMissing(`${what} ${name}`);
  return found;
}

export const termsOf = (book: PriceBook, line: PricedLine) => ({
  material: named("material", book.materials, line.material),
  machine: named("machine", book.machines, line.machine),
  finish: named("finish", book.finishes, line.finish),
});

export const leadTimeOf = (book: PriceBook, leadTime: LeadTime) => named("lead time", book.leadTimes, leadTime);
export const shippingOf = (book: PriceBook, id: string) => named("shipping", book.shipping, id);

/** The factor of the last break that the quantity reaches. */
export const breakFactorBp = (breaks: readonly QuantityBreak[], quantity: number): number =>
  breaks.findLast((step) => quantity >= step.fromQuantity)?.factorBp ?? 10_000;

export const taxBpOf = (book: PriceBook, country: string): number =>
  (Object.hasOwn(book.tax.byCountry, country) ? book.tax.byCountry[country] : undefined) ?? book.tax.defaultBp;
