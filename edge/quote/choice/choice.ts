import type { Catalogue, Machine, Material } from "#contract/material-catalogue";
import type { PriceBook } from "#contract/price-book";
import type { LeadTime, LineChoice, Orientation, Preset, PrintSettings, Process } from "#contract/print-settings";
import { printLimits } from "#contract/print-settings";
import type { CheaperWay } from "#contract/quote";
import { resinLayerUm } from "#quote/estimate/resin";
import { defaultCatalogue } from "../price/default-catalogue.ts";
import { defaultPriceBook } from "../price/default-price-book.ts";

/** What this shop sells: the catalogue and the book that prices it. */
export interface Shop {
  readonly catalogue: Catalogue;
  readonly book: PriceBook;
}

/** Parts with their choices, and what holds for all of them. */
export interface ChosenOrder {
  readonly lines: readonly { readonly partId: string; readonly choice: LineChoice }[];
  readonly leadTime: LeadTime;
  readonly shipping: string;
  readonly country: string;
}

/** What a shop begins with: stands in where its own was never asked for. */
export const firstShop: Shop = { catalogue: defaultCatalogue, book: defaultPriceBook };

/** FDM layers by the slider, in µm. */
export const layerUm = { min: 60, max: 320, step: 20 } as const;

/** Materials that are on, in the book, and have a machine. */
export function materialsOf({ catalogue, book }: Shop, process: Process): Material[] {
  if (!machineOf({ catalogue, book }, process)) return [];
  return catalogue.materials.filter(
    (one) => one.enabled && one.process === process && Object.hasOwn(book.materials, one.id),
  );
}

export const processesOf = (shop: Shop): Process[] =>
  (["fdm", "sla"] as const).filter((process) => materialsOf(shop, process).length > 0);

/** The machine that a process is priced by: the first that is on, and in the book. */
export const machineOf = ({ catalogue, book }: Shop, process: Process): Machine | undefined =>
  catalogue.machines.find((one) => one.enabled && one.process === process && Object.hasOwn(book.machines, one.id));

export const roomsOf = ({ catalogue }: Shop, process: Process): Machine[] =>
  catalogue.machines.filter((one) => one.enabled && one.process === process);

export const materialOf = ({ catalogue }: Shop, { settings }: LineChoice): Material | undefined =>
  catalogue.materials.find(({ id }) => id === settings.material);

/** What is chosen before a person chooses; null: the shop prints nothing. */
export function firstChoice(
  shop: Shop,
  ways: Record<Process, readonly { orientation: Orientation }[]>,
): LineChoice | null {
  const [process] = processesOf(shop);
  const material = process && materialsOf(shop, process)[0];
  const orientation = process && ways[process][0]?.orientation;
  if (!process || !material || !orientation) return null;
  const blank: LineChoice = {
    settings: {
      ...{ process, material: material.id, preset: "standard", layerHeightUm: 200 },
      ...{ infillPercent: 20, pattern: "gyroid", supports: "auto", orientation },
    },
    ...{ colour: "", finish: Object.keys(shop.book.finishes)[0] ?? "none", quantity: 1 },
  };
  return withMaterial(shop, blank, material.id);
}

export const withSettings = (choice: LineChoice, settings: Partial<PrintSettings>): LineChoice => ({
  ...choice,
  settings: { ...choice.settings, ...settings },
});

/** The nearest choice that this material has: its colour and preset stay where it has them too. */
export function withMaterial(shop: Shop, choice: LineChoice, id: string): LineChoice {
  const material = shop.catalogue.materials.find((one) => one.id === id);
  if (!material) return choice;
  const inStock = material.colours.filter(({ stockG }) => stockG !== 0);
  const colour = inStock.find((one) => one.id === choice.colour) ?? inStock[0] ?? material.colours[0];
  const { preset, process } = choice.settings;
  const kept = material.presets.includes(preset) && process === material.process;
  const next = withSettings({ ...choice, colour: colour?.id ?? "" }, { material: id, process: material.process });
  if (kept) return next;
  const fits = material.presets.includes(preset) ? preset : (material.presets[0] ?? preset);
  return withPreset(shop, next, fits);
}

/** A preset brings its layer height along. */
export function withPreset({ catalogue }: Shop, choice: LineChoice, preset: Preset): LineChoice {
  const layerHeightUm =
    choice.settings.process === "sla"
      ? Math.max(printLimits.layerHeightUmMin, resinLayerUm[preset])
      : (catalogue.presets[preset]?.layerHeightUm ?? choice.settings.layerHeightUm);
  return withSettings(choice, { preset, layerHeightUm });
}

/** Another process: its first material, and the side that suits its machines. */
export function withProcess(
  shop: Shop,
  choice: LineChoice,
  process: Process,
  orientation: Orientation | undefined,
): LineChoice {
  const material = materialsOf(shop, process)[0];
  if (!material || process === choice.settings.process) return choice;
  return withMaterial(shop, withSettings(choice, orientation ? { orientation } : {}), material.id);
}

/** One of the ways to lower the price, taken. */
export function withWay<O extends ChosenOrder>(
  shop: Shop,
  order: O,
  partId: string,
  { change, to }: Pick<CheaperWay, "change" | "to">,
): O {
  if (change === "lead-time") return { ...order, leadTime: to as LeadTime };
  const changed = (choice: LineChoice): LineChoice => {
    if (change === "infill") return withSettings(choice, { infillPercent: Number(to) });
    if (change === "preset") return withPreset(shop, choice, to as Preset);
    if (change === "material") return withMaterial(shop, choice, String(to));
    if (change === "supports") return withSettings(choice, { supports: to as PrintSettings["supports"] });
    if (change === "finish") return { ...choice, finish: String(to) };
    return { ...choice, quantity: Number(to) };
  };
  return withLine(order, partId, changed);
}

export const withLine = <O extends ChosenOrder>(
  order: O,
  partId: string,
  change: (choice: LineChoice) => LineChoice,
): O => ({
  ...order,
  lines: order.lines.map((line) => (line.partId === partId ? { ...line, choice: change(line.choice) } : line)),
});

/** The first way of sending that reaches the country; the one chosen stays where it does. */
export function shippingFor({ book }: Shop, chosen: string, country: string): string {
  const reaches = (id: string) => {
    const countries = Object.hasOwn(book.shipping, id) ? book.shipping[id]?.countries : [];
    return countries === null || countries?.includes(country) === true;
  };
  if (reaches(chosen)) return chosen;
  const ids = Object.keys(book.shipping).filter(reaches);
  return ids.find((id) => (book.shipping[id]?.minor ?? 0) > 0) ?? ids[0] ?? chosen;
}
