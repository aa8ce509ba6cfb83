import type { PriceBook } from "#contract/price-book";

/** What a shop begins with, in pence without tax; the administration sets its own. */
export const defaultPriceBook: PriceBook = {
  version: 1,
  currency: "gbp",
  materials: {
    pla: { minorPerKg: 2_200, wasteBp: 500, failureBp: 300 },
    petg: { minorPerKg: 2_400, wasteBp: 500, failureBp: 400 },
    abs: { minorPerKg: 2_400, wasteBp: 700, failureBp: 700 },
    tpu: { minorPerKg: 3_600, wasteBp: 600, failureBp: 800 },
    "resin-standard": { minorPerKg: 4_200, wasteBp: 1_200, failureBp: 700 },
  },
  machines: {
    "prusa-mk3s": { minorPerHour: 120, watts: 120 },
    "prusa-sl1s": { minorPerHour: 250, watts: 100 },
  },
  energyMinorPerKwh: 28,
  labourMinorPerHour: 2_400,
  handlingSecondsPerPart: 90,
  supportRemoval: { secondsPerPart: 60, secondsPerKg: 45_000 },
  finishes: {
    none: { name: "As printed", minorPerPart: 0, labourSecondsPerPart: 0 },
    sanded: { name: "Sanded", minorPerPart: 50, labourSecondsPerPart: 900 },
    primed: { name: "Sanded and primed", minorPerPart: 200, labourSecondsPerPart: 1_500 },
  },
  packagingMinorPerPart: 30,
  setupMinorPerLine: 150,
  breaks: [
    { fromQuantity: 10, factorBp: 9_500 },
    { fromQuantity: 25, factorBp: 9_200 },
    { fromQuantity: 50, factorBp: 9_050 },
    { fromQuantity: 100, factorBp: 9_000 },
  ],
  lineMinimumMinor: 400,
  orderMinimumMinor: 800,
  marginBp: 13_500,
  leadTimes: {
    economy: { factorBp: 9_500, days: 10 },
    standard: { factorBp: 10_000, days: 5 },
    rush: { factorBp: 15_000, days: 2 },
  },
  shipping: {
    collect: { name: "Collect it", minor: 0, minorPerKg: 0, freeFromMinor: null, countries: ["GB"], days: 0 },
    tracked: { name: "Tracked post", minor: 420, minorPerKg: 150, freeFromMinor: 7_500, countries: ["GB"], days: 2 },
    express: { name: "Next day", minor: 890, minorPerKg: 200, freeFromMinor: null, countries: ["GB"], days: 1 },
    abroad: { name: "International", minor: 1_290, minorPerKg: 900, freeFromMinor: null, countries: null, days: 7 },
  },
  tax: { defaultBp: 0, byCountry: { GB: 2_000 } },
  review: { overMinor: 50_000, overQuantity: 200, overSeconds: 7 * 86_400 },
  validDays: 14,
};
