// Factors from slices, and the error on parts that were left out of them.
import type {
  Calibration,
  FilamentProfile,
  MassFactors,
  TimeFactors,
} from "../../edge/quote/estimate/calibration-form.ts";
import { type LayerParts, layerPartsOf } from "../../edge/quote/estimate/layer-parts.ts";
import { modelled } from "../../edge/quote/estimate/model.ts";
import { placed } from "../../edge/quote/estimate/placed.ts";
import { type Shape, shapeOf } from "../../edge/quote/estimate/shape.ts";
import { readPart } from "../../edge/quote/mesh/read-part.ts";
import { fitFactors } from "./fit.ts";
import type { Measured } from "./measure.ts";
import type { SliceSettings } from "./slice.ts";

export interface Case extends Measured {
  shape: Shape;
  parts: LayerParts;
}

const patternNames = ["gyroid", "grid", "cubic", "honeycomb", "rectilinear"] as const;
export const timeNames = [
  ...(["outer", "inner", "corner", "solid", "support", "supportLayer", "loop", "layer"] as const),
  ...patternNames,
] as const satisfies readonly (keyof TimeFactors)[];
export const massNames = [
  "wall",
  "solid",
  "support",
  "skirt",
  ...patternNames,
] as const satisfies readonly (keyof MassFactors)[];

const named = <Name extends string>(names: readonly Name[], values: readonly number[]) =>
  Object.fromEntries(names.map((name, i) => [name, values[i] ?? 1])) as Record<Name, number>;

export function shapeOfStl(stl: Uint8Array): Shape {
  return shapeOf(placed(readPart(stl).mesh, { kind: "face-down", side: "-z" }));
}

const layersOf = ({ layerHeightUm, infillPercent, supports }: SliceSettings) => ({
  layerMm: layerHeightUm / 1000,
  infillShare: infillPercent / 100,
  supports,
});

export function caseOf(measured: Measured, shape: Shape, { prints }: Calibration): Case {
  const { settings } = measured;
  return { ...measured, shape, parts: layerPartsOf(shape, prints[settings.preset], layersOf(settings)) };
}

export function estimated({ shape, parts, settings }: Case, calibration: Calibration) {
  const asked = { ...layersOf(settings), pattern: settings.pattern };
  const profile = calibration.prints[settings.preset];
  const filament = calibration.filaments[settings.material] as FilamentProfile;
  return modelled(shape, parts, asked, { profile, filament }, calibration);
}

export function factorsFrom(cases: readonly Case[], base: Calibration): Pick<Calibration, "time" | "mass"> {
  const mass = fitFactors(
    cases.map((one) => ({
      residual: (factors) =>
        Math.log(estimated(one, { ...base, mass: named(massNames, factors) }).materialMg / one.figures.filamentMg),
    })),
    massNames.length,
    { pull: 0.02 },
  );
  const time = fitFactors(
    cases.map((one) => ({
      residual: (factors) =>
        Math.log(estimated(one, { ...base, time: named(timeNames, factors) }).seconds / one.figures.seconds),
    })),
    timeNames.length,
    { pull: 0.2 },
  );
  return { time: named(timeNames, time), mass: named(massNames, mass) };
}

export interface LeftOut {
  one: Case;
  /** Estimate ÷ truth. */
  seconds: number;
  mass: number;
}

/** Each part's slices estimated by factors that its slices had no part in. */
export function leavingOut(cases: readonly Case[], base: Calibration): LeftOut[] {
  const parts = [...new Set(cases.map(({ part }) => part))];
  return parts.flatMap((part) => {
    const others = {
      ...base,
      ...factorsFrom(
        cases.filter((one) => one.part !== part),
        base,
      ),
    };
    return cases
      .filter((one) => one.part === part)
      .map((one) => {
        const made = estimated(one, others);
        return { one, seconds: made.seconds / one.figures.seconds, mass: made.materialMg / one.figures.filamentMg };
      });
  });
}

/**
 * Between these ratios, true ÷ estimate, the share asked for lies: the extremes that may be cut off are counted from
 * outside in, and never more than the sample carries.
 */
export function rangeOf(ratios: readonly number[], share: number): [number, number] {
  const sorted = ratios.map((ratio) => 1 / ratio).toSorted((a, b) => a - b);
  const cut = Math.max(0, Math.floor(((1 - share) / 2) * (sorted.length + 1)) - 1);
  return [sorted[cut] ?? 1, sorted[sorted.length - 1 - cut] ?? 1];
}
