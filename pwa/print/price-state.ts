import type { QuoteAnswer, QuoteEvent } from "#contract/quoting";
import { newestQuote } from "#quote/live/newest";
import type { CheaperByPart, OrderEstimate, PrintOrder, Unpriced } from "./order.ts";

/**
 * What is chosen and what is known of its price. A choice shows at once; an answer to an earlier one never takes the
 * place of a later one's; a choice that turns out to have no price is taken back, with the reason.
 */
export interface PriceState {
  /** Of the newest choice. */
  readonly revision: number;
  readonly chosen: PrintOrder;
  readonly priced: { readonly revision: number; readonly order: PrintOrder; readonly estimate: OrderEstimate } | null;
  readonly cheaper: { readonly revision: number; readonly byPart: CheaperByPart } | null;
  /** The newest that the server told of this screen's choices. */
  readonly told: QuoteEvent | null;
  readonly refusal: Unpriced | null;
}

export type PriceEvent =
  | { readonly type: "chosen"; readonly order: PrintOrder }
  | { readonly type: "priced"; readonly revision: number; readonly order: PrintOrder; readonly estimate: OrderEstimate }
  | { readonly type: "cheaper"; readonly revision: number; readonly byPart: CheaperByPart }
  | { readonly type: "unpriced"; readonly revision: number; readonly unpriced: Unpriced }
  | { readonly type: "told"; readonly event: QuoteEvent };

export const priceStart = (chosen: PrintOrder): PriceState => ({
  ...{ revision: 0, chosen, priced: null, cheaper: null, told: null, refusal: null },
});

export function onPriceEvent(state: PriceState, event: PriceEvent): PriceState {
  switch (event.type) {
    case "chosen":
      return { ...state, revision: state.revision + 1, chosen: event.order, refusal: null };
    case "priced": {
      const { revision, order, estimate } = event;
      // While somebody drags a slider, the answer to a moment ago is better than none; it is shown as not yet settled.
      if (revision > state.revision || revision < (state.priced?.revision ?? 0)) return state;
      return { ...state, priced: { revision, order, estimate } };
    }
    case "cheaper":
      return event.revision === state.revision ? { ...state, cheaper: event } : state;
    case "unpriced":
      return event.revision === state.revision ? takenBack(state, event.unpriced) : state;
    case "told": {
      if (event.event.revision > state.revision) return state;
      const told = newestQuote(state.told, event.event);
      return told === state.told ? state : { ...state, told };
    }
  }
}

/** Back to the last choice that had a price, if its parts are still those that are here; as a revision of its own. */
function takenBack(state: PriceState, refusal: Unpriced): PriceState {
  const { priced, chosen } = state;
  if (!priced || !sameParts(priced.order, chosen)) return { ...state, refusal };
  const revision = state.revision + 1;
  const cheaper = state.cheaper?.revision === priced.revision ? { ...state.cheaper, revision } : null;
  return { ...state, revision, chosen: priced.order, priced: { ...priced, revision }, cheaper, refusal };
}

const idsOf = (order: PrintOrder): string => order.lines.map(({ partId }) => partId).join();
const sameParts = (a: PrintOrder, b: PrintOrder): boolean => idsOf(a) === idsOf(b);

/** Whether the price shown is that of what is chosen. */
export const settled = (state: PriceState): boolean => state.priced?.revision === state.revision;

/** What the server told of exactly what is chosen. */
export const toldNow = (state: PriceState): QuoteAnswer | null =>
  state.told?.revision === state.revision ? state.told.answer : null;

/** A slice's price of what is chosen: it stands in the estimate's place. */
export function bindingNow(state: PriceState): QuoteAnswer | null {
  const answer = toldNow(state);
  return answer && answer.quote.source !== "estimate" && answer.totalRangeMinor === null ? answer : null;
}

/** What may be shown of a price: the binding one, else the estimate; nothing of parts that are gone. */
export function shownEstimate(state: PriceState): OrderEstimate | null {
  const binding = bindingNow(state);
  if (binding) return fromQuote(binding);
  return state.priced && sameParts(state.priced.order, state.chosen) ? state.priced.estimate : null;
}

/** A quote in the form of an estimate; a binding one leaves nothing open. Its line ids stand for the parts'. */
export function fromQuote({ quote, totalRangeMinor }: Pick<QuoteAnswer, "quote" | "totalRangeMinor">): OrderEstimate {
  const point = (minor: number) => ({ low: minor, high: minor });
  const lines = quote.lines.map(({ lineId, figures, price, drivers, rangeMinor }) => ({
    ...{ partId: lineId, figures, low: figures, high: figures },
    ...{ price, drivers, rangeMinor: rangeMinor ?? point(price.totalMinor) },
  }));
  return { lines, price: quote.price, rangeMinor: totalRangeMinor ?? point(quote.price.totalMinor) };
}

export const shownCheaper = (state: PriceState, partId: string) =>
  state.cheaper?.revision === state.revision ? (state.cheaper.byPart[partId] ?? []) : [];
