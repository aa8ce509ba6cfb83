import * as v from "valibot";
import { leadTimeSchema, slugSchema } from "./print-settings.ts";

/**
 * Every term of a price, in integers: minor units of one currency, grams, seconds, basis points (10,000 = 1).
 * unit = [g × (1 + waste) × price/kg + hours × (machine + kW × tariff) + support removal] ÷ (1 − failure) + finish + packaging
 * line = max(line minimum, setup + quantity × unit × break) × margin × rush; order = max(order minimum, Σ) + shipping + tax
 */

const minor = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000_000));
const seconds = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000_000));
/** A factor of a price: 10,000 leaves it as it is. */
const factorBp = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000));
/** A share: 10,000 is all of it. */
const shareBp = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000));
const days = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(365));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(80));
export const countrySchema = v.pipe(v.string(), v.regex(/^[A-Z]{2}$/));
export const currencySchema = v.picklist(["gbp", "eur", "usd"]);
export type Currency = v.InferOutput<typeof currencySchema>;

export const quantityBreakSchema = v.object({
  fromQuantity: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(10_000)),
  factorBp: v.pipe(factorBp, v.maxValue(10_000)),
});
export type QuantityBreak = v.InferOutput<typeof quantityBreakSchema>;

/** Rising quantities, falling factors, and never so steep that one piece more makes the whole cheaper. */
function breaksHold(breaks: QuantityBreak[]): boolean {
  let before = { fromQuantity: 1, factorBp: 10_000 };
  for (const next of breaks) {
    if (next.fromQuantity <= before.fromQuantity || next.factorBp > before.factorBp) return false;
    if (next.fromQuantity * next.factorBp < (next.fromQuantity - 1) * before.factorBp) return false;
    before = next;
  }
  return true;
}

export const materialPriceSchema = v.object({
  minorPerKg: minor,
  /** Purge, brim, failed starts: on top of what the slicer counts. */
  wasteBp: shareBp,
  failureBp: v.pipe(shareBp, v.maxValue(9_000)),
});
export const machinePriceSchema = v.object({
  minorPerHour: minor,
  watts: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000)),
});
export const finishPriceSchema = v.object({ name, minorPerPart: minor, labourSecondsPerPart: seconds });
export const leadTimePriceSchema = v.object({ factorBp, days });
export const shippingPriceSchema = v.object({
  name,
  minor,
  minorPerKg: minor,
  /** Goods from this sum on are sent free; null: never. */
  freeFromMinor: v.nullable(minor),
  /** Null: everywhere. */
  countries: v.nullable(v.array(countrySchema)),
  days,
});

export const priceBookSchema = v.object({
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  currency: currencySchema,
  materials: v.record(slugSchema, materialPriceSchema),
  machines: v.record(slugSchema, machinePriceSchema),
  energyMinorPerKwh: minor,
  labourMinorPerHour: minor,
  /** Taking a part off, looking it over: for each piece. */
  handlingSecondsPerPart: seconds,
  supportRemoval: v.object({ secondsPerPart: seconds, secondsPerKg: seconds }),
  finishes: v.record(slugSchema, finishPriceSchema),
  packagingMinorPerPart: minor,
  setupMinorPerLine: minor,
  breaks: v.pipe(v.array(quantityBreakSchema), v.maxLength(20), v.check(breaksHold, "breaks that let a total fall")),
  lineMinimumMinor: minor,
  orderMinimumMinor: minor,
  marginBp: factorBp,
  leadTimes: v.record(leadTimeSchema, leadTimePriceSchema),
  shipping: v.record(slugSchema, shippingPriceSchema),
  tax: v.object({ defaultBp: shareBp, byCountry: v.record(countrySchema, shareBp) }),
  /** What a person of the shop looks at before it can be paid. */
  review: v.object({
    overMinor: minor,
    overQuantity: v.pipe(v.number(), v.integer(), v.minValue(1)),
    overSeconds: seconds,
  }),
  validDays: v.pipe(days, v.minValue(1)),
});
export type PriceBook = v.InferOutput<typeof priceBookSchema>;
