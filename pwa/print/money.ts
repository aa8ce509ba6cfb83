import type { Currency } from "#contract/price-book";
import { serviceWords } from "../i18n/service-words.ts";
import type { Range } from "./order.ts";

/** "£12.40 – £15.10"; where both ends are the same (a minimum decides), one. */
export function rangeText({ low, high }: Range, currency: Currency): string {
  const [from, to] = [formatMinor(low, currency), formatMinor(high, currency)];
  return from === to ? from : serviceWords.print.price.range(from, to);
}

/** Minor units as people read them, in the reader's own way: "£12.40". */
export const formatMinor = (minor: number, currency: Currency): string =>
  new Intl.NumberFormat(undefined, { style: "currency", currency: currency.toUpperCase() }).format(minor / 100);
