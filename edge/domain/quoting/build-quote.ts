import type { Catalogue, Machine } from "#contract/material-catalogue";
import type { PriceBook } from "#contract/price-book";
import type { LineChoice, PrintSettings } from "#contract/print-settings";
import type { ProblemCode } from "#contract/problem";
import type { Figures, OrderPrice, QuoteLine, QuoteSource } from "#contract/quote";
import type { QuoteAsked } from "#contract/quoting";
import type { Estimate } from "#quote/estimate/estimate";
import { type PricedOrder, priceOrder } from "#quote/price/order-price";
import type { PricedLine } from "#quote/price/terms";
import { alternativesOf, driversOf, waysToLower } from "#quote/price/ways-to-lower";

/** A line's part, what the slicer said of it where it has, and what the estimator says of other settings. */
export interface LineFacts {
  readonly fileName: string;
  readonly geometrySha256: string;
  readonly sliced: Figures | null;
  /** Null: there are no figures of such a filament. */
  readonly estimateOf: (settings: PrintSettings) => Estimate | null;
}

export interface BuiltQuote {
  readonly ok: true;
  readonly lines: QuoteLine[];
  readonly price: OrderPrice;
  readonly source: QuoteSource;
  readonly rangeMinor: { readonly low: number; readonly high: number } | null;
  /** The estimator's version, where there is an estimate in it. */
  readonly estimator: string | null;
}

type Unfit = { readonly ok: false; readonly code: ProblemCode; readonly detail: string };

/** The machine that a process is priced by: the first that is on, and in the book. */
export const machineFor = (catalogue: Catalogue, book: PriceBook, process: Machine["process"]): Machine | undefined =>
  catalogue.machines.find((m) => m.enabled && m.process === process && Object.hasOwn(book.machines, m.id));

const unfit = (detail: string): Unfit => ({ ok: false, code: "choice-unfit", detail });

/** Whether the shop prints that at all. */
export function unfitChoice({ settings, colour }: LineChoice, catalogue: Catalogue): Unfit | null {
  const material = catalogue.materials.find(({ id }) => id === settings.material);
  if (!material?.enabled || material.process !== settings.process) return unfit(`material ${settings.material}`);
  if (!material.presets.includes(settings.preset)) return unfit(`preset ${settings.preset} of ${material.id}`);
  const chosen = material.colours.find(({ id }) => id === colour);
  if (!chosen) return unfit(`colour ${colour} of ${material.id}`);
  if (chosen.stockG === 0) return { ok: false, code: "out-of-stock", detail: `${material.name}, ${chosen.name}` };
  return null;
}

/** Throws TermMissing where the book has no price for a choice. */
export function buildQuote(
  asked: QuoteAsked,
  facts: readonly LineFacts[],
  catalogue: Catalogue,
  book: PriceBook,
): BuiltQuote | Unfit {
  const made: Pick<Estimate, "figures" | "low" | "high">[] = [];
  let estimator: string | null = null;
  for (const [i, { choice }] of asked.lines.entries()) {
    const { sliced, estimateOf } = facts[i] as LineFacts;
    const estimate = sliced ? null : estimateOf(choice.settings);
    if (!sliced && !estimate) return unfit(`nothing is known of how ${choice.settings.material} prints`);
    estimator ??= estimate?.version ?? null;
    made.push(estimate ?? { figures: sliced as Figures, low: sliced as Figures, high: sliced as Figures });
  }
  const source: QuoteSource = estimator === null ? "slice" : "estimate";
  const [price, low, high] = (["figures", "low", "high"] as const).map((side) =>
    priceWith(
      asked,
      made.map((of) => of[side]),
      source,
      catalogue,
      book,
    ),
  ) as [OrderPrice, OrderPrice, OrderPrice];
  const lines = asked.lines.map((line, i): QuoteLine => {
    const of = facts[i] as LineFacts;
    const linePrice = price.lines[i] as OrderPrice["lines"][number];
    return {
      ...{ lineId: line.lineId, fileName: of.fileName, geometrySha256: of.geometrySha256, choice: line.choice },
      ...{ figures: (made[i] as Estimate).figures, source: of.sliced ? "slice" : "estimate", price: linePrice },
      rangeMinor: of.sliced
        ? null
        : { low: low.lines[i]?.totalMinor ?? 0, high: high.lines[i]?.totalMinor ?? linePrice.totalMinor },
      drivers: driversOf(linePrice),
      cheaper: cheaperOf(asked, i, of, catalogue, book),
    };
  });
  const rangeMinor = source === "slice" ? null : { low: low.totalMinor, high: high.totalMinor };
  return { ok: true, lines, price, source, rangeMinor, estimator };
}

/** The same parts and choices by other figures or another book. */
export const priceWith = (
  asked: Parameters<typeof pricedOrder>[0],
  figures: readonly Figures[],
  source: QuoteSource,
  catalogue: Catalogue,
  book: PriceBook,
): OrderPrice => priceOrder(book, pricedOrder(asked, figures, source, catalogue, book));

export function pricedOrder(
  asked: Pick<QuoteAsked, "lines" | "leadTime" | "shipping" | "country">,
  figures: readonly Figures[],
  source: QuoteSource,
  catalogue: Catalogue,
  book: PriceBook,
): PricedOrder {
  const lines = asked.lines.map(
    ({ choice }, i): PricedLine => ({
      ...{ material: choice.settings.material, finish: choice.finish, quantity: choice.quantity },
      ...{
        machine: machineFor(catalogue, book, choice.settings.process)?.id ?? "none",
        figures: figures[i] as Figures,
      },
    }),
  );
  const { leadTime, shipping, country } = asked;
  return { lines, leadTime, shipping, country, source };
}

/** Settings that the ways to lower the price of a line are estimated at, and its own. */
export function settingsInQuestion(
  choice: LineChoice,
  machine: string,
  leadTime: QuoteAsked["leadTime"],
  catalogue: Catalogue,
  book: PriceBook,
): PrintSettings[] {
  const others = alternativesOf(book, catalogue, { ...choice, machine, leadTime });
  return [choice.settings, ...others.map((other) => other.choice.settings)];
}

function cheaperOf(
  { lines, leadTime }: QuoteAsked,
  i: number,
  { estimateOf }: LineFacts,
  catalogue: Catalogue,
  book: PriceBook,
): QuoteLine["cheaper"] {
  const { choice } = lines[i] as QuoteAsked["lines"][number];
  const machine = machineFor(catalogue, book, choice.settings.process)?.id;
  if (machine === undefined) return [];
  return waysToLower(book, catalogue, { ...choice, machine, leadTime }, (settings) => {
    return estimateOf(settings)?.figures ?? null;
  });
}
