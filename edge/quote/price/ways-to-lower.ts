import type { Catalogue } from "#contract/material-catalogue";
import type { PriceBook } from "#contract/price-book";
import type { LeadTime, LineChoice, Preset, PrintSettings } from "#contract/print-settings";
import type { CheaperWay, Figures, LinePrice, OrderPrice, PriceDriver } from "#contract/quote";
import { priceLine } from "./line-price.ts";

/** Largest first, of what the person can see in the breakdown; at most three. */
export function driversOf(price: LinePrice | OrderPrice): PriceDriver[] {
  const positive = price.breakdown.filter((entry) => entry.minor > 0);
  const sum = positive.reduce((all, entry) => all + entry.minor, 0);
  return [...positive]
    .sort((a, b) => b.minor - a.minor)
    .slice(0, 3)
    .map(({ term, minor }) => ({ term, minor, shareBp: Number((BigInt(minor) * 10_000n) / BigInt(sum)) }));
}

export interface Choice extends LineChoice {
  machine: string;
  leadTime: LeadTime;
}

interface Alternative {
  change: CheaperWay["change"];
  to: string | number;
  choice: Choice;
}

const coarser: Partial<Record<Preset, Preset>> = { fine: "standard", standard: "draft" };
/** Less than this and a part feels hollow: not proposed. */
const infillPercentLeast = 15;

function withSettings(choice: Choice, settings: Partial<PrintSettings>): Choice {
  return { ...choice, settings: { ...choice.settings, ...settings } };
}

/** Single changes that the catalogue allows and that could make it cheaper. */
export function alternativesOf(book: PriceBook, catalogue: Catalogue, choice: Choice): Alternative[] {
  const { settings } = choice;
  const found: Alternative[] = [];
  const material = catalogue.materials.find(({ id }) => id === settings.material);
  if (settings.process === "fdm" && settings.infillPercent > infillPercentLeast) {
    const to = Math.max(infillPercentLeast, Math.floor(settings.infillPercent / 2));
    found.push({ change: "infill", to, choice: withSettings(choice, { infillPercent: to }) });
  }
  const preset = coarser[settings.preset];
  const layerHeightUm = preset && catalogue.presets[preset]?.layerHeightUm;
  if (preset && layerHeightUm && layerHeightUm > settings.layerHeightUm && material?.presets.includes(preset)) {
    found.push({ change: "preset", to: preset, choice: withSettings(choice, { preset, layerHeightUm }) });
  }
  for (const other of catalogue.materials) {
    const fits = other.enabled && other.process === settings.process && other.presets.includes(settings.preset);
    if (!fits || other.id === settings.material || !Object.hasOwn(book.materials, other.id)) continue;
    found.push({ change: "material", to: other.id, choice: withSettings(choice, { material: other.id }) });
  }
  for (const finish of Object.keys(book.finishes)) {
    if (finish !== choice.finish) found.push({ change: "finish", to: finish, choice: { ...choice, finish } });
  }
  for (const leadTime of Object.keys(book.leadTimes) as LeadTime[]) {
    if (leadTime !== choice.leadTime)
      found.push({ change: "lead-time", to: leadTime, choice: { ...choice, leadTime } });
  }
  const more = book.breaks.find((step) => step.fromQuantity > choice.quantity)?.fromQuantity;
  if (more && more <= choice.quantity * 5)
    found.push({ change: "quantity", to: more, choice: { ...choice, quantity: more } });
  return found;
}

/**
 * The two single changes that save most, by pricing each; of a kind only its best. `figuresOf` is the estimator,
 * set to the slice where there is one; null: cannot be printed so.
 */
export function waysToLower(
  book: PriceBook,
  catalogue: Catalogue,
  choice: Choice,
  figuresOf: (settings: PrintSettings) => Figures | null,
): CheaperWay[] {
  const priced = (of: Choice): LinePrice | null => {
    const figures = figuresOf(of.settings);
    const { material } = of.settings;
    return figures && priceLine(book, { ...of, material, figures }, of.leadTime);
  };
  const now = priced(choice);
  if (!now) return [];
  const ways = alternativesOf(book, catalogue, choice).flatMap(({ change, to, choice: other }): CheaperWay[] => {
    const then = priced(other);
    if (!then) return [];
    const [before, after] =
      change === "quantity" ? [now.perPieceMinor, then.perPieceMinor] : [now.totalMinor, then.totalMinor];
    return after < before ? [{ change, to, savesMinor: before - after }] : [];
  });
  const worth = (way: CheaperWay) => way.savesMinor * (way.change === "quantity" ? choice.quantity : 1);
  ways.sort((a, b) => worth(b) - worth(a));
  return ways.filter((way, i) => ways.findIndex(({ change }) => change === way.change) === i).slice(0, 2);
}
