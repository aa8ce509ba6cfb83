import type { Catalogue, Machine } from "#contract/material-catalogue";
import type { MeshCheck } from "#contract/mesh-check";
import type { PriceBook } from "#contract/price-book";
import type { LineChoice, PrintSettings } from "#contract/print-settings";
import type { ProblemCode } from "#contract/problem";
import type { Figures, OrderPrice, QuoteLine, QuoteSource } from "#contract/quote";
import type { QuoteAsked } from "#contract/quoting";
import { priceOrder } from "#quote/price/order-price";
import type { PricedLine } from "#quote/price/terms";
import { driversOf, waysToLower } from "#quote/price/ways-to-lower";
import { roughFigures, roughRangeBp } from "./rough-figures.ts";

/** A line's part, and what the slicer said of it where it has. */
export interface LineFacts {
  readonly fileName: string;
  readonly geometrySha256: string;
  readonly check: MeshCheck;
  readonly sliced: Figures | null;
}

export interface BuiltQuote {
  readonly lines: QuoteLine[];
  readonly price: OrderPrice;
  readonly source: QuoteSource;
  readonly rangeMinor: { readonly low: number; readonly high: number } | null;
}

type Unfit = { readonly ok: false; readonly code: ProblemCode; readonly detail: string };

/** The machine that a process is priced by: the first that is on, and in the book. */
export const machineFor = (catalogue: Catalogue, book: PriceBook, process: Machine["process"]): Machine | undefined =>
  catalogue.machines.find((m) => m.enabled && m.process === process && Object.hasOwn(book.machines, m.id));

/** Whether the shop prints that at all. */
export function unfitChoice({ settings, colour }: LineChoice, catalogue: Catalogue): Unfit | null {
  const no = (detail: string): Unfit => ({ ok: false, code: "choice-unfit", detail });
  const material = catalogue.materials.find(({ id }) => id === settings.material);
  if (!material?.enabled || material.process !== settings.process) return no(`material ${settings.material}`);
  if (!material.presets.includes(settings.preset)) return no(`preset ${settings.preset} of ${material.id}`);
  const chosen = material.colours.find(({ id }) => id === colour);
  if (!chosen) return no(`colour ${colour} of ${material.id}`);
  if (chosen.stockG === 0) return { ok: false, code: "out-of-stock", detail: `${material.name}, ${chosen.name}` };
  return null;
}

/** Throws TermMissing where the book has no price for a choice. */
export function buildQuote(
  asked: QuoteAsked,
  facts: readonly LineFacts[],
  catalogue: Catalogue,
  book: PriceBook,
): BuiltQuote {
  const figures = asked.lines.map(
    (line, i) => (facts[i] as LineFacts).sliced ?? rough(line.choice.settings, facts[i] as LineFacts, catalogue),
  );
  const source: QuoteSource = facts.every(({ sliced }) => sliced !== null) ? "slice" : "estimate";
  const price = priceWith(asked, figures, source, catalogue, book);
  const [low, high] = (["low", "high"] as const).map((side) =>
    priceWith(
      asked,
      figures.map((of, i) => (facts[i]?.sliced ? of : scaledBy(of, roughRangeBp[side]))),
      source,
      catalogue,
      book,
    ),
  ) as [OrderPrice, OrderPrice];
  const lines = asked.lines.map((line, i): QuoteLine => {
    const of = facts[i] as LineFacts;
    const linePrice = price.lines[i] as OrderPrice["lines"][number];
    return {
      ...{ lineId: line.lineId, fileName: of.fileName, geometrySha256: of.geometrySha256, choice: line.choice },
      ...{ figures: figures[i] as Figures, source: of.sliced ? "slice" : "estimate", price: linePrice },
      rangeMinor: of.sliced
        ? null
        : { low: low.lines[i]?.totalMinor ?? 0, high: high.lines[i]?.totalMinor ?? linePrice.totalMinor },
      drivers: driversOf(linePrice),
      cheaper: cheaperOf(asked, i, of, figures[i] as Figures, catalogue, book),
    };
  });
  const rangeMinor = source === "slice" ? null : { low: low.totalMinor, high: high.totalMinor };
  return { lines, price, source, rangeMinor };
}

/** The same parts and choices by other figures or another book. */
export function priceWith(
  asked: Pick<QuoteAsked, "lines" | "leadTime" | "shipping" | "country">,
  figures: readonly Figures[],
  source: QuoteSource,
  catalogue: Catalogue,
  book: PriceBook,
): OrderPrice {
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
  return priceOrder(book, { lines, leadTime, shipping, country, source });
}

function rough(settings: PrintSettings, { check }: LineFacts, catalogue: Catalogue): Figures {
  const material = catalogue.materials.find(({ id }) => id === settings.material);
  return roughFigures(check, settings, material ?? { densityMgPerCm3: 1_240 });
}

const scaledTo = (value: number, bp: number): number => Math.round((value * bp) / 10_000);

const scaledBy = (figures: Figures, bp: number): Figures => ({
  ...figures,
  ...{ materialMg: scaledTo(figures.materialMg, bp), supportMg: scaledTo(figures.supportMg, bp) },
  ...{ filamentMm: scaledTo(figures.filamentMm, bp), seconds: scaledTo(figures.seconds, bp) },
});

/** By the estimator, set to what is known of the line as it is. */
function cheaperOf(
  { lines, leadTime }: QuoteAsked,
  i: number,
  facts: LineFacts,
  now: Figures,
  catalogue: Catalogue,
  book: PriceBook,
): QuoteLine["cheaper"] {
  const { choice } = lines[i] as QuoteAsked["lines"][number];
  const machine = machineFor(catalogue, book, choice.settings.process);
  if (!machine) return [];
  const base = rough(choice.settings, facts, catalogue);
  const ratio = (true_: number, guessed: number) => (guessed > 0 ? true_ / guessed : 1);
  const [mass, time] = [ratio(now.materialMg, base.materialMg), ratio(now.seconds, base.seconds)];
  return waysToLower(book, catalogue, { ...choice, machine: machine.id, leadTime }, (settings) => {
    const other = rough(settings, facts, catalogue);
    return {
      ...other,
      ...{ materialMg: Math.round(other.materialMg * mass), supportMg: Math.round(other.supportMg * mass) },
      seconds: Math.round(other.seconds * time),
    };
  });
}
