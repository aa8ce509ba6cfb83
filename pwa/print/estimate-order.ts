import type { PrintSettings } from "#contract/print-settings";
import type { CheaperWay, Figures, OrderPrice } from "#contract/quote";
import type { Estimate } from "#quote/estimate/estimate";
import { priceOrder } from "#quote/price/order-price";
import { type PricedLine, shippingOf, TermMissing } from "#quote/price/terms";
import { driversOf, waysToLower } from "#quote/price/ways-to-lower";
import { machineOf, materialOf, type Shop } from "./choice.ts";
import type { OrderEstimate, PrintLine, PrintOrder, Unpriced } from "./order.ts";

/** Null: these settings cannot be estimated. */
export type EstimateOf = (partId: string, settings: PrintSettings) => Estimate | null;
export type Estimated = { ok: true; estimate: OrderEstimate } | ({ ok: false } & Unpriced);

/** The price of an order by estimates, with the range that they leave open. Pure: whoever asks keeps the parts. */
export function estimateOrder(shop: Shop, order: PrintOrder, estimateOf: EstimateOf): Estimated {
  const unfit = order.lines.find(
    ({ choice }) => !materialOf(shop, choice) || !machineOf(shop, choice.settings.process),
  );
  if (unfit) return { ok: false, why: "no-material" };
  const made = order.lines.map(({ partId, choice }) => estimateOf(partId, choice.settings));
  if (made.some((one) => one === null)) return { ok: false, why: "no-material" };
  const estimates = made as Estimate[];
  try {
    const { countries } = shippingOf(shop.book, order.shipping);
    if (countries && !countries.includes(order.country)) return { ok: false, why: "not-sent-there" };
    const by = (side: "figures" | "low" | "high") =>
      priced(
        shop,
        order,
        estimates.map((one) => one[side]),
      );
    return {
      ok: true,
      estimate: assembled(order, estimates, { figures: by("figures"), low: by("low"), high: by("high") }),
    };
  } catch (error) {
    if (error instanceof TermMissing) return { ok: false, why: "no-price", term: error.term };
    throw error;
  }
}

function priced(shop: Shop, order: PrintOrder, figures: readonly Figures[]): OrderPrice {
  const lines = order.lines.map((line, i) => pricedLine(shop, line, figures[i] as Figures));
  const { leadTime, shipping, country } = order;
  return priceOrder(shop.book, { lines, leadTime, shipping, country, source: "estimate" });
}

const pricedLine = (shop: Shop, { choice }: PrintLine, figures: Figures): PricedLine => ({
  ...{ material: choice.settings.material, finish: choice.finish, quantity: choice.quantity, figures },
  machine: machineOf(shop, choice.settings.process)?.id ?? "",
});

function assembled(
  order: PrintOrder,
  estimates: readonly Estimate[],
  price: Record<"figures" | "low" | "high", OrderPrice>,
): OrderEstimate {
  const total = (side: "low" | "high", i: number) => price[side].lines[i]?.totalMinor ?? 0;
  const lines = order.lines.map(({ partId }, i) => {
    const { figures, low, high } = estimates[i] as Estimate;
    const linePrice = price.figures.lines[i] as OrderPrice["lines"][number];
    const rangeMinor = { low: total("low", i), high: total("high", i) };
    return { ...{ partId, figures, low, high, rangeMinor }, price: linePrice, drivers: driversOf(linePrice) };
  });
  const rangeMinor = { low: price.low.totalMinor, high: price.high.totalMinor };
  return { lines, price: price.figures, rangeMinor };
}

/** The two changes of a line that save most. */
export function cheaperWays(
  shop: Shop,
  { choice, partId }: PrintLine,
  leadTime: PrintOrder["leadTime"],
  estimateOf: EstimateOf,
): CheaperWay[] {
  const machine = machineOf(shop, choice.settings.process)?.id;
  if (!machine) return [];
  return waysToLower(shop.book, shop.catalogue, { ...choice, machine, leadTime }, (settings) => {
    return estimateOf(partId, settings)?.figures ?? null;
  });
}
