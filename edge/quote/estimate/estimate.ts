import type { PrintSettings } from "#contract/print-settings";
import type { Figures } from "#contract/quote";
import { calibration as learnt } from "./calibration.ts";
import type { Calibration } from "./calibration-form.ts";
import type { LayerSettings } from "./closed-layers.ts";
import { type LayerParts, layerPartsOf } from "./layer-parts.ts";
import { modelled } from "./model.ts";
import { resinModelled } from "./resin.ts";
import type { Outline, Shape } from "./shape.ts";

export interface Estimate {
  figures: Figures;
  /** Figures of the cheapest and the dearest case that the range covers. */
  low: Figures;
  high: Figures;
  version: string;
}

export type EstimateSettings = Omit<PrintSettings, "orientation">;

/** Any shop's names may stand for these profiles. */
export type Profile = string;

/** What the layers of a preset are made of, at such settings. */
export type PartsOf = (preset: PrintSettings["preset"], layers: LayerSettings) => LayerParts;

/**
 * What the slicer will say, roughly, from a shape made once: a few milliseconds a setting. `profile`: the filament's
 * figures (the catalogue's material says which). Null where there are none.
 */
export function estimate(
  shape: Shape,
  settings: EstimateSettings,
  profile: Profile,
  calibration: Calibration = learnt,
): Estimate | null {
  const partsOf: PartsOf = (preset, layers) => layerPartsOf(shape, calibration.prints[preset], layers);
  return estimateBy(shape, partsOf, settings, profile, calibration);
}

/** The same for whoever keeps what the layers are made of: it hangs on neither filament nor infill, and takes the time. */
export function estimateBy(
  outline: Outline,
  partsOf: PartsOf,
  settings: EstimateSettings,
  profile: Profile,
  calibration: Calibration = learnt,
): Estimate | null {
  if (settings.process === "sla") {
    return withRange(resinModelled(outline, settings), [0.75, 1.35], [0.8, 1.4], "resin-1");
  }
  const filament = Object.hasOwn(calibration.filaments, profile) ? calibration.filaments[profile] : undefined;
  if (!filament) return null;
  const asked = { ...layersOf(settings), pattern: settings.pattern };
  const print = calibration.prints[settings.preset];
  const made = modelled(outline, partsOf(settings.preset, asked), asked, { profile: print, filament }, calibration);
  return withRange(made, calibration.secondsRange, calibration.massRange, calibration.version);
}

export const layersOf = (
  settings: Pick<PrintSettings, "layerHeightUm" | "infillPercent" | "supports">,
): LayerSettings => ({
  layerMm: settings.layerHeightUm / 1_000,
  infillShare: settings.infillPercent / 100,
  supports: settings.supports === "auto",
});

type Unrounded = Record<keyof Figures, number>;
type Ratios = readonly [number, number];

function withRange(made: Unrounded, seconds: Ratios, mass: Ratios, version: string): Estimate {
  const at = (time: number, matter: number): Figures => ({
    materialMg: Math.round(made.materialMg * matter),
    supportMg: Math.min(Math.round(made.supportMg * matter), Math.round(made.materialMg * matter)),
    filamentMm: Math.round(made.filamentMm * matter),
    seconds: Math.round(made.seconds * time),
    layers: made.layers,
  });
  return { figures: at(1, 1), low: at(seconds[0], mass[0]), high: at(seconds[1], mass[1]), version };
}

/**
 * Other settings of a part whose slice is known: the estimate's change applied to the slice. Closer than an estimate
 * alone, for what the model misses of a part it misses in both.
 */
export function fromSlice(slice: Figures, estimatedThen: Figures, estimatedNow: Figures): Figures {
  const scaled = (of: keyof Figures) =>
    estimatedThen[of] > 0 ? Math.round((slice[of] * estimatedNow[of]) / estimatedThen[of]) : estimatedNow[of];
  const materialMg = scaled("materialMg");
  return {
    ...{ materialMg, supportMg: Math.min(materialMg, scaled("supportMg")) },
    ...{ filamentMm: scaled("filamentMm"), seconds: scaled("seconds"), layers: scaled("layers") },
  };
}

/** An estimate of other settings of a part whose slice is known, with its range. `then` was estimated of the slice's. */
export const estimateFromSlice = (slice: Figures, then: Estimate, now: Estimate): Estimate => ({
  figures: fromSlice(slice, then.figures, now.figures),
  low: fromSlice(slice, then.figures, now.low),
  high: fromSlice(slice, then.figures, now.high),
  version: now.version,
});
