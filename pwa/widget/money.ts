import type { Currency } from "#contract/price-book";
import type { Range } from "../print/order.ts";

/** Minor units as people read them, in the reader's own way: "£12.40". */
export const formatMinor = (minor: number, currency: Currency): string =>
  new Intl.NumberFormat(undefined, { style: "currency", currency: currency.toUpperCase() }).format(minor / 100);

export function rangeText({ low, high }: Range, currency: Currency): string {
  const [from, to] = [formatMinor(low, currency), formatMinor(high, currency)];
  return from === to ? from : `${from} – ${to}`;
}

export const dateText = (atMs: number): string =>
  new Date(atMs).toLocaleDateString(undefined, { day: "numeric", month: "long", year: "numeric" });
