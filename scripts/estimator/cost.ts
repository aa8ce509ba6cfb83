// What printing alone costs: the measure of how far an estimate is off.
import type { Calibration } from "../../edge/quote/estimate/calibration-form.ts";
import { defaultPriceBook } from "../../edge/quote/price/default-price-book.ts";
import { priceLine } from "../../edge/quote/price/line-price.ts";
import type { LeftOut } from "./calibrate.ts";

/** Of `material` on `machine`, in minor units of a thousand pieces. */
export function printingCost(material: string, machine: string, materialMg: number, seconds: number): number {
  const figures = { materialMg: Math.round(materialMg), supportMg: 0, seconds: Math.round(seconds) };
  const book = {
    ...defaultPriceBook,
    setupMinorPerLine: 0,
    lineMinimumMinor: 0,
    packagingMinorPerPart: 0,
    handlingSecondsPerPart: 0,
  };
  // A thousand pieces, so that pence do not round the error away; no setup, no minimum: the printing alone.
  return priceLine(book, { material, machine, finish: "none", quantity: 1_000, figures }, "standard").totalMinor;
}

const costOf = ({ settings }: LeftOut["one"], materialMg: number, seconds: number) =>
  printingCost(settings.material, "prusa-mk3s", materialMg, seconds);

/** Estimate ÷ truth. */
export function costRatio({ one, seconds, mass }: LeftOut): number {
  const { filamentMg, seconds: trueSeconds } = one.figures;
  return costOf(one, filamentMg * mass, trueSeconds * seconds) / costOf(one, filamentMg, trueSeconds);
}

/** Both ends of the range that is shown, ÷ truth. */
export function rangeRatios(
  { one, seconds, mass }: LeftOut,
  { secondsRange, massRange }: Pick<Calibration, "secondsRange" | "massRange">,
): { low: number; high: number } {
  const { filamentMg, seconds: trueSeconds } = one.figures;
  const end = (i: 0 | 1) =>
    costOf(one, filamentMg * mass * massRange[i], trueSeconds * seconds * secondsRange[i]) /
    costOf(one, filamentMg, trueSeconds);
  return { low: end(0), high: end(1) };
}

export function insideRange(row: LeftOut, calibration: Pick<Calibration, "secondsRange" | "massRange">): boolean {
  const { low, high } = rangeRatios(row, calibration);
  return low <= 1 && high >= 1;
}
