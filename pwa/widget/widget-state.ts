import type { PartView } from "#contract/quoting";
import { firstChoice, type Shop, shippingFor } from "../print/choice.ts";
import { stops } from "../print/look-at-part.ts";
import type { PrintOrder } from "../print/order.ts";
import { type PriceState, priceStart } from "../print/price-state.ts";
import type { Looked } from "./bench.ts";
import type { PartToPrice, Stage } from "./binding.ts";
import type { Trouble } from "./trouble.ts";

export interface WidgetPart {
  readonly partId: string;
  readonly file: File;
  /** Of the bytes read; 1: it is being checked. */
  readonly share: number;
  readonly looked: Looked | null;
  readonly problem: Trouble | null;
}

export interface WidgetState {
  /** Null: the shop's prices are not here yet. */
  readonly shop: Shop | null;
  /** Why there is no shop at all. */
  readonly trouble: Trouble | null;
  readonly part: WidgetPart | null;
  readonly price: PriceState;
  readonly stage: Stage;
  readonly share: number;
  /** Why there is no binding price. */
  readonly refusal: Trouble | null;
  /** The binding quote as a page. */
  readonly page: { readonly quoteId: string; readonly url: string } | null;
}

export const blankState = (country: string): WidgetState => ({
  ...{ shop: null, trouble: null, part: null, stage: "off", share: 0, refusal: null, page: null },
  price: priceStart({ lines: [], leadTime: "standard", country, shipping: "" }),
});

/** The order with this part in it: by the choice made for the one before, else as the shop proposes. Null: no part yet. */
export function orderWithPart({ part, shop, price }: WidgetState): PrintOrder | null {
  const { chosen } = price;
  if (!shop || !part?.looked) return null;
  const { check, ways } = part.looked;
  const shipping = shippingFor(shop, chosen.shipping, chosen.country);
  if (check && stops(check) && !part.looked.mendable) return { ...chosen, lines: [], shipping };
  const known = chosen.lines[0]?.choice;
  const lying = known && ways[known.settings.process][0]?.orientation;
  const sold = shop.catalogue.materials.some(({ id, enabled }) => enabled && id === known?.settings.material);
  const first = firstChoice(shop, { fdm: [...ways.fdm], sla: [...ways.sla] });
  const choice = known && lying && sold ? { ...known, settings: { ...known.settings, orientation: lying } } : first;
  return { ...chosen, lines: choice ? [{ partId: part.partId, choice }] : [], shipping };
}

export function partToPrice({ part }: WidgetState): PartToPrice | null {
  if (!part?.looked || part.problem) return null;
  const { partId, file, looked } = part;
  // What nobody here has read is taken as the shop reads it.
  return { partId, name: file.name, file, unit: looked.mesh ? (looked.check?.unit.unit ?? null) : null };
}

/** A file that only the shop could read, or mend: what it found takes the place of what was not known here. */
export function withShopsView(state: WidgetState, { partId, check }: PartView): WidgetState {
  const { part } = state;
  if (part?.partId !== partId || !part.looked || !check) return state;
  if (part.looked.check && !part.looked.mendable) return state;
  return { ...state, part: { ...part, looked: { ...part.looked, check } } };
}
