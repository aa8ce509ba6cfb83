// The instant estimate's error: by part left out of its own slices, and on parts that it never saw.
import type { Figures } from "#contract/quote";
import { calibration } from "../../edge/quote/estimate/calibration.ts";
import type { Calibration } from "../../edge/quote/estimate/calibration-form.ts";
import { estimate } from "../../edge/quote/estimate/estimate.ts";
import { caseOf, leavingOut, massNames, shapeOfStl, timeNames } from "../estimator/calibrate.ts";
import { costRatio, printingCost, rangeRatios } from "../estimator/cost.ts";
import { readMeasured } from "../estimator/measure.ts";
import { binaryStl, madeParts, trianglesOf } from "../estimator/parts.ts";
import { type BenchOrder, type BenchPart, settingsText } from "./cases.ts";

export interface Guess {
  part: string;
  name: string;
  /** Estimated ÷ sliced cost of printing, and both ends of the range that is shown. */
  ratio: number;
  low: number;
  high: number;
}

const ones = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, 1])) as Record<Name, number>;

/** Each made part estimated by factors that its own slices had no part in. */
export function leftOut(): Guess[] {
  const base: Calibration = { ...calibration, time: ones(timeNames), mass: ones(massNames) };
  const shapes = new Map(madeParts.map((part) => [part.name, shapeOfStl(binaryStl(trianglesOf(part)))]));
  const cases = readMeasured().map((row) => {
    const shape = shapes.get(row.part);
    if (!shape) throw new Error(`no part ${row.part}`);
    return caseOf(row, shape, base);
  });
  return leavingOut(cases, base).map((row) => ({
    ...{ part: row.one.part, name: `${row.one.part}, ${Object.values(row.one.settings).slice(0, 5).join(" ")}` },
    ...{ ratio: costRatio(row), ...rangeRatios(row, calibration) },
  }));
}

/** Given parts, of which nothing was learnt, as the browser and the edge estimate them. */
export function unseen(orders: readonly { order: BenchOrder; figures: Figures[] }[]): Guess[] {
  const shapes = new Map<BenchPart, ReturnType<typeof shapeOfStl>>();
  return orders.flatMap(({ order, figures }) => {
    const [part] = order.parts;
    const { settings } = order.choice;
    if (order.parts.length !== 1 || !part || settings.process !== "fdm" || part.name.endsWith("(ours)")) return [];
    const shape = shapes.get(part) ?? shapeOfStl(part.stl);
    shapes.set(part, shape);
    const made = estimate(shape, settings, settings.material);
    if (!made) throw new Error(`no figures of ${settings.material}`);
    const cost = (of: Figures) => printingCost(settings.material, "prusa-mk3s", of.materialMg, of.seconds);
    const truth = cost(figures[0] as Figures);
    const [ratio, low, high] = [made.figures, made.low, made.high].map((of) => cost(of) / truth) as [
      number,
      number,
      number,
    ];
    return [{ part: part.name, name: `${part.name}, ${settingsText(settings)}`, ratio, low, high }];
  });
}

export const meanErrorPercent = (guesses: readonly Guess[]): number =>
  (guesses.reduce((sum, { ratio }) => sum + Math.abs(ratio - 1), 0) / guesses.length) * 100;

export const insideOf = (guesses: readonly Guess[]): number =>
  guesses.filter(({ low, high }) => low <= 1 && high >= 1).length;
