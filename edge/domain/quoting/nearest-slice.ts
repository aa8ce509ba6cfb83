import type { PrintSettings } from "#contract/print-settings";
import type { Figures } from "#contract/quote";
import type { SlicePrint } from "./slice.ts";

export interface KnownSlice {
  readonly settings: PrintSettings;
  readonly print: Pick<SlicePrint, "machine" | "profile" | "densityMgPerCm3">;
  readonly figures: Figures;
}

/** A tenth of the infill weighs like a step of the layer height; what changes the kind of line weighs most. */
const weights = { infillPercent: 1, layerUm: 0.1, pattern: 4, preset: 6, supports: 8 } as const;

/**
 * Of a part's slices the one whose settings are closest: the estimate is set by it. It has to lie the same way and be of
 * the same filament, for the model misses each of those in a way of its own.
 */
export function nearestSlice<Slice extends KnownSlice>(
  settings: PrintSettings,
  print: KnownSlice["print"],
  known: readonly Slice[],
): Slice | null {
  let [nearest, least]: [Slice | null, number] = [null, Number.POSITIVE_INFINITY];
  for (const slice of known) {
    const away = awayFrom(settings, slice.settings);
    if (away >= least || !samePrint(print, slice.print) || !sameKind(settings, slice.settings)) continue;
    [nearest, least] = [slice, away];
  }
  return nearest;
}

const samePrint = (a: KnownSlice["print"], b: KnownSlice["print"]): boolean =>
  a.machine === b.machine && a.profile === b.profile && a.densityMgPerCm3 === b.densityMgPerCm3;

const sameKind = (a: PrintSettings, b: PrintSettings): boolean =>
  a.process === b.process && JSON.stringify(a.orientation) === JSON.stringify(b.orientation);

function awayFrom(a: PrintSettings, b: PrintSettings): number {
  const differs = (name: "pattern" | "preset" | "supports") => (a[name] === b[name] ? 0 : weights[name]);
  return (
    Math.abs(a.infillPercent - b.infillPercent) * weights.infillPercent +
    Math.abs(a.layerHeightUm - b.layerHeightUm) * weights.layerUm +
    differs("pattern") +
    differs("preset") +
    differs("supports")
  );
}
