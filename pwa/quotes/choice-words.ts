import type { QuoteLine } from "#contract/quote";
import type { QuoteAnswer } from "#contract/quoting";
import { serviceWords } from "../i18n/service-words.ts";
import { materialOf, type Shop } from "../print/choice.ts";
import { countryName } from "../print/countries.ts";
import { mmText } from "../print/size-text.ts";

const t = serviceWords.quotes;
const s = serviceWords.print.settings;

export type ChoiceRow = readonly [name: string, value: string];

/** All that was chosen for one part, in words; what a process has not is left out. */
export function chosenOf({ choice, fileName }: QuoteLine, shop: Shop): ChoiceRow[] {
  const { settings, colour, finish, quantity } = choice;
  const material = materialOf(shop, choice);
  const { orientation } = settings;
  const filament: ChoiceRow[] = [
    [t.rows.infill, s.infillOf(settings.infillPercent)],
    [t.rows.pattern, s.patterns[settings.pattern]],
  ];
  return [
    [t.rows.part, fileName],
    [t.rows.pieces, quantity.toLocaleString()],
    [t.rows.process, s.processes[settings.process]],
    [t.rows.material, material?.name ?? settings.material],
    [t.rows.colour, material?.colours.find(({ id }) => id === colour)?.name ?? colour],
    [t.rows.preset, shop.catalogue.presets[settings.preset]?.name ?? settings.preset],
    [t.rows.layer, s.layerOf(mmText(settings.layerHeightUm))],
    ...(settings.process === "fdm" ? filament : []),
    [t.rows.supports, settings.supports === "auto" ? t.yes : t.no],
    [t.rows.orientation, orientation.kind === "face-down" ? s.side[orientation.side] : t.turned],
    [t.rows.finish, shop.book.finishes[finish]?.name ?? finish],
  ];
}

/** What holds for all parts of a quote. */
export const deliveryOf = ({ quote }: QuoteAnswer, { book }: Shop): ChoiceRow[] => [
  [t.rows.leadTime, serviceWords.print.delivery.leadTimes[quote.leadTime]],
  [t.rows.shipping, book.shipping[quote.shipping]?.name ?? quote.shipping],
  [t.rows.country, countryName(quote.country)],
];
