import type { LeadTime, LineChoice } from "#contract/print-settings";
import type { CheaperWay, Figures, LinePrice, OrderPrice, PriceDriver } from "#contract/quote";

/** What this screen asks about: parts with their choices, and what holds for all of them. */
export interface PrintLine {
  readonly partId: string;
  readonly choice: LineChoice;
}

export interface PrintOrder {
  readonly lines: readonly PrintLine[];
  readonly leadTime: LeadTime;
  readonly shipping: string;
  readonly country: string;
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

export interface LineEstimate {
  readonly partId: string;
  /** Of one piece. */
  readonly figures: Figures;
  readonly low: Figures;
  readonly high: Figures;
  readonly price: LinePrice;
  readonly rangeMinor: Range;
  readonly drivers: readonly PriceDriver[];
}

export interface OrderEstimate {
  readonly lines: readonly LineEstimate[];
  readonly price: OrderPrice;
  readonly rangeMinor: Range;
}

/** Why a choice has no price: it is taken back, and the person reads this. */
export type Unpriced =
  | { readonly why: "no-material" }
  | { readonly why: "not-sent-there" }
  | { readonly why: "no-price"; readonly term: string }
  | { readonly why: "broke" }
  /** The server said no, in its own words. */
  | { readonly why: "server"; readonly title: string; readonly todo: string };

export type CheaperByPart = Readonly<Record<string, readonly CheaperWay[]>>;
