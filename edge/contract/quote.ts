import * as v from "valibot";
import { instantMsSchema, sha256Schema, uuidSchema } from "./ids.ts";
import { countrySchema, currencySchema } from "./price-book.ts";
import { leadTimeSchema, lineChoiceSchema, slugSchema } from "./print-settings.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Integer minor units; a break, alone, takes away. */
export const minorSchema = v.pipe(v.number(), v.integer(), v.minValue(-1e15), v.maxValue(1e15));

/** What printing one piece takes, as the slicer or the estimator says. Resin has no length: 0. */
export const figuresSchema = v.object({
  materialMg: count,
  /** The part of `materialMg` that is support. */
  supportMg: count,
  filamentMm: count,
  seconds: count,
  layers: count,
});
export type Figures = v.InferOutput<typeof figuresSchema>;

export const lineTerms = [
  ...(["material", "machine", "energy", "support-removal", "failure", "labour", "finish", "packaging"] as const),
  ...(["setup", "quantity-break", "minimum", "margin", "rush"] as const),
  // Alone in its line: what the shop asks where no slicer could say what it takes.
  "shop-price",
] as const;
export const orderTerms = ["order-minimum", "shipping", "tax"] as const;
export const lineTermSchema = v.picklist(lineTerms);
export const orderTermSchema = v.picklist(orderTerms);
export type LineTerm = v.InferOutput<typeof lineTermSchema>;
export type OrderTerm = v.InferOutput<typeof orderTermSchema>;

/** For the whole line, all pieces; the entries' sum is `totalMinor`, to the last unit. */
export const linePriceSchema = v.object({
  breakdown: v.array(v.object({ term: lineTermSchema, minor: minorSchema })),
  totalMinor: minorSchema,
  /** To be shown beside the total; times the quantity it may differ from it by rounding. */
  perPieceMinor: minorSchema,
});
export type LinePrice = v.InferOutput<typeof linePriceSchema>;

export const reviewReasonSchema = v.picklist(["estimate", "sum", "quantity", "duration"]);
export type ReviewReason = v.InferOutput<typeof reviewReasonSchema>;

export const orderPriceSchema = v.object({
  currency: currencySchema,
  lines: v.array(linePriceSchema),
  goodsMinor: minorSchema,
  breakdown: v.array(v.object({ term: orderTermSchema, minor: minorSchema })),
  totalMinor: minorSchema,
  massMg: count,
  days: count,
  /** Empty: may be paid without anybody of the shop looking at it. */
  review: v.array(reviewReasonSchema),
});
export type OrderPrice = v.InferOutput<typeof orderPriceSchema>;

export const rangeSchema = v.object({ low: count, high: count });

/** An estimate serves sliders and the fallback and is never paid; a slice makes a binding price, or the shop names one. */
export const quoteSourceSchema = v.picklist(["slice", "estimate", "shop"]);
export type QuoteSource = v.InferOutput<typeof quoteSourceSchema>;

export const quoteVersionsSchema = v.object({
  priceBook: v.pipe(v.number(), v.integer(), v.minValue(1)),
  profile: v.string(),
  /** PrusaSlicer's for a slice, the estimator's for an estimate. */
  slicer: v.string(),
});

export const priceDriverSchema = v.object({
  term: v.union([lineTermSchema, orderTermSchema]),
  minor: minorSchema,
  shareBp: count,
});
export const cheaperWaySchema = v.object({
  change: v.picklist(["infill", "preset", "supports", "finish", "lead-time", "material", "quantity"]),
  /** The new choice: a number of percent or pieces, or a name. */
  to: v.union([v.string(), v.number()]),
  /** Off the line's total; for `quantity` off one piece. */
  savesMinor: minorSchema,
});
export type PriceDriver = v.InferOutput<typeof priceDriverSchema>;
export type CheaperWay = v.InferOutput<typeof cheaperWaySchema>;

export const quoteLineSchema = v.object({
  lineId: uuidSchema,
  fileName: v.string(),
  geometrySha256: sha256Schema,
  choice: lineChoiceSchema,
  figures: figuresSchema,
  source: quoteSourceSchema,
  price: linePriceSchema,
  /** Of the line's total; null for a slice. */
  rangeMinor: v.nullable(rangeSchema),
  drivers: v.array(priceDriverSchema),
  cheaper: v.array(cheaperWaySchema),
});
export type QuoteLine = v.InferOutput<typeof quoteLineSchema>;

/** A quote is never changed: other choices make another quote. */
export const quoteViewSchema = v.object({
  quoteId: uuidSchema,
  lines: v.pipe(v.array(quoteLineSchema), v.minLength(1)),
  leadTime: leadTimeSchema,
  shipping: slugSchema,
  country: countrySchema,
  price: orderPriceSchema,
  source: quoteSourceSchema,
  versions: quoteVersionsSchema,
  createdMs: instantMsSchema,
  expiresMs: instantMsSchema,
  state: v.picklist(["estimating", "slicing", "open", "review", "expired", "ordered"]),
});
export type QuoteView = v.InferOutput<typeof quoteViewSchema>;
