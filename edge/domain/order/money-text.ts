import type { Currency } from "#contract/price-book";

const signs: Record<Currency, string> = { gbp: "£", eur: "€", usd: "US$" };

/** `£12.34`, `-£0.05`. */
export function moneyText(minor: number, currency: Currency): string {
  const size = Math.abs(minor);
  return `${minor < 0 ? "-" : ""}${signs[currency]}${Math.floor(size / 100)}.${String(size % 100).padStart(2, "0")}`;
}

/** How people and payment pages call an order. */
export const orderName = (orderId: string): string => `Caliper order ${orderId.slice(0, 8).toUpperCase()}`;
