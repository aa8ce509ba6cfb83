import type { LineChoice, Orientation } from "#contract/print-settings";
import type { QuoteView } from "#contract/quote";
import type { Shop } from "#quote/choice/choice";
// The app's own words, so that a thing is called the same with and without scripts.
import { enOrders } from "../../pwa/i18n/en-orders.ts";
import { enPrint } from "../../pwa/i18n/en-print.ts";

export const print = enPrint;
export const orders = enOrders;

export const quoteStates: Record<QuoteView["state"], string> = {
  slicing: "Estimate: being sliced",
  estimating: "Estimate",
  review: "Being looked at by the shop",
  open: "Binding price",
  expired: "Expired",
  ordered: "Ordered",
};

export const shortId = (id: string): string => id.slice(0, 8).toUpperCase();
export const day = (ms: number): string =>
  new Date(ms).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
export const mm = (um: number): string => String(Number((um / 1_000).toFixed(um < 100_000 ? 2 : 0)));
export const sizeText = (sizeUm: readonly number[]): string => `${sizeUm.map(mm).join(" × ")} mm`;
export const grams = (mg: number): string => `${(mg / 1_000).toFixed(1)} g`;
export const metres = (lengthMm: number): string => `${(lengthMm / 1_000).toFixed(2)} m`;
/** Rounded to minutes as a whole, so that no hour has sixty of them. */
export function duration(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export const orientationName = (orientation: Orientation): string =>
  orientation.kind === "face-down" ? print.settings.side[orientation.side] : "On a flat face";

/** A choice in words, row by row: what it is called, what was chosen. */
export function choiceRows({ settings, colour, finish }: LineChoice, { catalogue, book }: Shop): [string, string][] {
  const t = print.settings;
  const material = catalogue.materials.find(({ id }) => id === settings.material);
  const colourName = material?.colours.find(({ id }) => id === colour)?.name ?? colour;
  const preset = catalogue.presets[settings.preset]?.name ?? settings.preset;
  const ofFilament: [string, string][] = [
    [t.layer, t.layerOf(mm(settings.layerHeightUm))],
    [t.infill, `${t.infillOf(settings.infillPercent)}, ${t.patterns[settings.pattern].toLowerCase()}`],
  ];
  return [
    [t.process, t.processes[settings.process]],
    [t.material, `${material?.name ?? settings.material}, ${colourName.toLowerCase()}`],
    [t.preset, preset],
    ...(settings.process === "fdm" ? ofFilament : []),
    ["Supports", settings.supports === "auto" ? "where needed" : "none"],
    [t.orientation, orientationName(settings.orientation)],
    [t.finish, Object.hasOwn(book.finishes, finish) ? (book.finishes[finish]?.name ?? finish) : finish],
  ];
}

export const shippingName = ({ book }: Shop, id: string): string =>
  Object.hasOwn(book.shipping, id) ? (book.shipping[id]?.name ?? id) : id;
